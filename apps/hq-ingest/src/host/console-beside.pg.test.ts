import { contractVersionHeader, loadHeader } from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import type { ConsoleSettings } from '../console/console-settings.ts';
import { createContext } from '../context.ts';
import { operator, visit } from '../fixtures/console-visitor.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account } from '../fixtures/records.ts';
import { createSigner } from '../fixtures/signer.ts';
import { createApp } from './app.ts';
import { createLog } from './log.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const signer = createSigner();
afterAll(() => hq.close());

function contextWith(settings: ConsoleSettings | null) {
  const options = { databaseUrl: hq.url, publicKeys: signer.publicKeys, tolerance: 2, connections: 4, logLevel: 'silent' };
  return createContext({ ...options, console: settings }, { database: hq.database });
}
const on = contextWith({ operators: new Set([operator]), sessionSecret: 's'.repeat(32), gates: null, fieldPagesUrl: null });
const appOn = createApp(on);
const appOff = createApp(contextWith(null));

/** What a caller of the contract can see of an answer; ids and times differ by nature. */
async function answer(app: typeof appOn, path: string, init: RequestInit = {}) {
  const response = await app.request(`http://hq${path}`, init);
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'x-request-id'));
  const body = (await response.text()).replace(/"serverTime":"[^"]+"/u, '');
  return { status: response.status, headers, body: path === '/metrics' ? '' : body };
}

test('routes of the contract answer the same with the console on, also those that it does not know', async () => {
  const batch = JSON.stringify({
    source: 'field',
    batchId: '0190a000-0000-4000-8000-000000000001',
    records: { account: [account('acme')] },
  });
  await hq.send({ account: [account('acme')] });
  const requests: [string, () => Promise<RequestInit>][] = [
    ['/trpc/system.hello', async () => ({ method: 'POST', body: '{}', headers: await signer.headers('{}') })],
    ['/trpc/records.applyBatch', async () => ({ method: 'POST', body: batch, headers: await signer.headers(batch) })],
    ['/trpc/records.applyBatch', async () => ({ method: 'POST', body: batch })],
    ['/trpc/nothing.here', async () => ({ method: 'POST', body: '{}', headers: await signer.headers('{}') })],
    [
      '/trpc/system.hello',
      async () => ({ method: 'POST', body: '{}', headers: { ...(await signer.headers('{}')), [contractVersionHeader]: '9.0.0' } }),
    ],
    ['/extracts/accounts.csv', async () => ({ headers: await signer.headers('', { claims: { scope: 'verify' } }) })],
    ['/nothing', async () => ({})],
    ['/consoles', async () => ({})],
    ['/healthz', async () => ({})],
    ['/readyz', async () => ({})],
    ['/metrics', async () => ({})],
  ];
  for (const [path, init] of requests) {
    const answered = await answer(appOn, path, await init());
    expect(answered).toEqual(await answer(appOff, path, await init()));
    expect(answered.headers).toHaveProperty(loadHeader);
    expect(answered.headers).not.toHaveProperty('content-security-policy');
  }
});

test('without the console its address is one that HQ does not serve', async () => {
  expect(await answer(appOff, '/console')).toMatchObject({ status: 400, body: expect.stringContaining('HQ serves nothing at /console') });
});

test("pages are not in the contract's figures, and carry none of its headers", async () => {
  const visitor = await visit(appOn, operator);
  on.load.enter();
  const seen = await visitor.get('/console/accounts');
  on.load.leave();
  expect(seen.status).toBe(200);
  for (const name of [loadHeader, 'x-request-id', 'retry-after']) expect(seen.headers.has(name)).toBe(false);
  expect(on.load.share()).toBe(0);
  const requests = async () =>
    /http_request_duration_seconds_count\{procedure="(?:console|other)[^\n]*/u.exec(await on.metrics.registry.metrics())?.[0];
  const before = await requests();
  for (const path of ['/console', '/console/', '/console/accounts', '/console/nothing']) await visitor.get(path);
  expect(await requests()).toBe(before);
});

test('pages are served while the tolerance for batches is used up', async () => {
  const visitor = await visit(appOn, operator);
  on.load.enter();
  on.load.enter();
  expect((await visitor.get('/console/accounts')).status).toBe(200);
  on.load.leave();
  on.load.leave();
});

test('a database that is away is a page that says so', async () => {
  const away = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
  const read = new Proxy(hq.database.read, { get: () => () => Promise.reject(away) });
  const app = createApp({ ...on, database: { ...hq.database, read } });
  const visitor = await visit(app, null);
  const seen = await visitor.post('/console/sign-in', { email: operator, to: '' });
  expect([seen.status, seen.text]).toEqual([503, expect.stringContaining('The HQ database does not answer')]);
});

test('what fails unexpectedly is a page without its reason, which stands in the log', async () => {
  const logged: string[] = [];
  const log = createLog('error', { write: (line) => void logged.push(line) });
  const read = new Proxy(hq.database.read, { get: () => () => Promise.reject(new Error('a secret of the house')) });
  const app = createApp({ ...on, log, database: { ...hq.database, read } });
  const seen = await (await visit(app, null)).post('/console/sign-in', { email: operator, to: '' });
  expect([seen.status, seen.text]).toEqual([500, expect.stringContaining('See the log of HQ')]);
  expect(seen.text).not.toContain('secret');
  expect(logged.join('')).toContain('a secret of the house');
  expect(logged.join('')).not.toContain(operator);
});
