import { spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { testDatabase } from '@hq-field/testkit';
import { startProcess } from '@hq-field/testkit/processes';
import { until } from '@hq-field/testkit/until';
import { afterAll, expect, test } from 'vitest';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { newAccount } from '../fixtures/own-records.ts';
import { account } from '../fixtures/records.ts';
import { openSession } from '../hq-db/connections.ts';
import { createAccount } from '../own-changes/create-account.ts';
import { createSigner } from '../fixtures/signer.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const signer = createSigner();
const folder = mkdtempSync(join(tmpdir(), 'hq-serve-'));
const keysFile = join(folder, 'keys.json');
writeFileSync(keysFile, JSON.stringify(signer.publicKeys));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await hq.close();
});

const main = join(import.meta.dirname, '..', 'main.ts');
const start = (env: Record<string, string> = {}) =>
  startProcess(main, { arguments: ['serve'], env: { HQ_PORT: '0', HQ_DATABASE_URL: hq.url, HQ_PUBLIC_KEYS_FILE: keysFile, ...env } });

async function takesNobody(url: string): Promise<void> {
  const refuses = (): Promise<boolean> =>
    fetch(`${url}/healthz`).then(
      () => false,
      () => true,
    );
  await until(refuses, { timeoutMs: 10_000, what: 'the server takes no new connection' });
}

test('SIGTERM lets the request in flight finish, takes no new one, and ends with 0', async () => {
  const server = start();
  const url = (await server.line(/HQ listens on (http\S+)/))[1] ?? '';
  const body = JSON.stringify({
    source: 'field',
    batchId: '0190a000-0000-4000-8000-000000000001',
    records: { account: [account('acme')] },
  });
  let answer: Promise<Response> | undefined;
  let ended: ReturnType<typeof server.stop> | undefined;
  await hq.database.read.begin(async (transaction) => {
    await transaction.unsafe('lock table accounts in access exclusive mode');
    answer = fetch(`${url}/trpc/records.applyBatch`, { method: 'POST', body, headers: await signer.headers(body) });
    await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the batch waits for the lock' });
    ended = server.stop();
    await takesNobody(url);
  });
  expect((await answer)?.status).toBe(200);
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(await hq.rows('select external_id from accounts')).toEqual([{ external_id: 'acme' }]);
});

test('at SIGTERM nobody is taken any more while a put to Field is under way, and the put is acknowledged', async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  const field = createHttpServer((_, response) => asked.resolve(response)).listen(0, '127.0.0.1');
  await once(field, 'listening');
  const server = start({ HQ_FIELD_URL: `http://127.0.0.1:${(field.address() as AddressInfo).port}` });
  const url = (await server.line(/HQ listens on (http\S+)/))[1] ?? '';
  await createAccount(hq.database.read, newAccount('Beta'));
  const answer = await asked.promise;
  const ended = server.stop();
  await takesNobody(url);
  answer
    .setHeader('content-type', 'application/json')
    .end(JSON.stringify({ result: { data: { outcome: 'created', externalId: 'beta' } } }));
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(await hq.rows("select external_id from accounts where name = 'Beta'")).toEqual([{ external_id: 'beta' }]);
  field.close();
});

test.runIf(process.platform === 'linux')('a log for which there is no room does not end the server', async () => {
  const full = openSync('/dev/full', 'w');
  const env = { ...process.env, HQ_PORT: '0', HQ_DATABASE_URL: hq.url, HQ_PUBLIC_KEYS_FILE: keysFile };
  const server = spawn(process.execPath, [main, 'serve', '--json'], { env, stdio: ['ignore', 'pipe', full] });
  const ended = once(server, 'exit');
  const [line] = await once(server.stdout as Readable, 'data');
  expect(String(line)).toContain('http://127.0.0.1');
  // That it stops is in the log.
  server.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  closeSync(full);
});

test('the console is off and says so, and is served on the same port when it is on, also while the gates are away', async () => {
  const off = start();
  const offUrl = (await off.line(/HQ listens on (http\S+)/))[1] ?? '';
  await off.line(/The console is off; HQ_CONSOLE=on serves it/);
  expect((await fetch(`${offUrl}/console`)).status).toBe(400);
  expect(await off.stop()).toEqual({ code: 0, signal: null });

  const on = start({ HQ_CONSOLE: 'on', HQ_OPERATORS: 'olga@example.com', GATES_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/runner' });
  const url = (await on.line(/HQ listens on (http\S+)/))[1] ?? '';
  await on.line(new RegExp(`The console is at ${url}/console`));
  const page = await fetch(`${url}/console`);
  expect([page.status, page.url, await page.text()]).toEqual([
    200,
    `${url}/console/sign-in?to=%2Fconsole`,
    expect.stringContaining('Sign in'),
  ]);
  expect(await on.stop()).toEqual({ code: 0, signal: null });
});

test('wrong settings end with 2 and name every mistake, what cannot run ends with 3', async () => {
  const wrong = start({ HQ_PORT: 'often', HQ_DATABASE_URL: 'mysql://x', HQ_TOLERANCE: '0' });
  expect((await wrong.exited).code).toBe(2);
  for (const name of ['HQ_PORT', 'HQ_DATABASE_URL', 'HQ_TOLERANCE']) expect(wrong.output()).toContain(name);

  const noKeys = start({ HQ_PUBLIC_KEYS_FILE: join(folder, 'nothing.json') });
  expect([(await noKeys.exited).code, noKeys.output()]).toEqual([2, expect.stringContaining('HQ_PUBLIC_KEYS_FILE')]);

  const down = start({ HQ_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/hq' });
  expect([(await down.exited).code, down.output()]).toEqual([3, expect.stringContaining('does not answer')]);

  const missing = start({ HQ_DATABASE_URL: hq.url.replace(/[^/]+$/, 'no_such_database') });
  expect([(await missing.exited).code, missing.output()]).toEqual([3, expect.stringContaining('does not exist')]);

  const others = await testDatabase('hq_empty', () => Promise.resolve());
  const sql = openSession(others.url, 'test');
  await sql.unsafe('create schema migration; create table migration.applied ()');
  await sql.end();
  const runners = start({ HQ_DATABASE_URL: others.url });
  expect([(await runners.exited).code, runners.output()]).toEqual([2, expect.stringContaining('HQ_DATABASE_URL names the database')]);
  await others.drop();

  const taken = createServer().listen(0, '127.0.0.1');
  await until(() => taken.listening, { timeoutMs: 5000, what: 'the port is taken' });
  const address = taken.address();
  const port = start({ HQ_PORT: String(typeof address === 'object' ? address?.port : 0) });
  expect([(await port.exited).code, port.output()]).toEqual([3, expect.stringContaining('is taken')]);
  taken.close();
});
