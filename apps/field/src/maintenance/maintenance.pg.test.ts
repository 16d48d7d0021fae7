import { changeGate, createGateTables, openGates, toGateChange } from '@hq-field/gates';
import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import postgres from 'postgres';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openSite, SetGates, Visitor } from '../pages/fixtures/site.ts';
import { createApp } from '../server/app.ts';
import { maintenancePolicy } from './maintenance-page.ts';

const site = await openSite();
afterAll(() => site.close());
const { gates, acme } = site;
const ann = await site.as('ann');
beforeEach(() => gates.values.clear());

const down = (asked: Pick<SetGates, 'value' | 'words'>, maintenanceText: string | null = null) => {
  const field = postgres('postgres://nobody@127.0.0.1:1/field', { max: 1, connect_timeout: 1, backoff: () => 0.05 });
  const pages = { gates: asked, sessionSecret: 'a secret of the tests, long enough', maintenanceText };
  return { visitor: new Visitor(createApp({ field, admit: async () => () => {}, pages })), end: () => field.end({ timeout: 0 }) };
};

test('all: every page is the maintenance page, which is whole in itself', async () => {
  gates.values.set('field.maintenance', 'all');
  for (const path of ['/', '/sign-in', '/trial', '/accounts', acme, '/nowhere', '/assets/field.css']) {
    const page = await ann.get(path);
    expect([path, page.status, page.headers.get('retry-after')]).toEqual([path, 503, '300']);
    expect(page.document.querySelector('h1')?.textContent).toBe('Field is in maintenance');
    expect(page.text).not.toMatch(/href=|src=|<script/u);
    expect(page.headers.get('content-security-policy')).toBe(maintenancePolicy);
  }
  expect((await ann.post(`${acme}/edit`, { name: 'x' })).status).toBe(503);
});

test('administration: the front page and the sign-in stay, the administration does not', async () => {
  gates.values.set('field.maintenance', 'administration');
  for (const path of ['/', '/sign-in', '/assets/field.css']) expect([path, (await ann.get(path)).status]).toEqual([path, 200]);
  for (const path of ['/accounts', acme, `${acme}/edit`, site.tower, '/trial'])
    expect([path, (await ann.get(path)).status]).toEqual([path, 503]);
});

test("health and HQ's procedures are served in maintenance", async () => {
  gates.values.set('field.maintenance', 'all');
  expect(await (await site.app.request('http://field/healthz')).json()).toEqual({ status: 'alive' });
  const headers = { 'content-type': 'application/json' };
  const answer = await site.app.request('http://field/trpc/provisioning.putAccount', { method: 'POST', body: '{}', headers });
  expect([answer.status, await answer.json()]).toMatchObject([412, { error: { data: { reason: 'contract_mismatch' } } }]);
});

test('the page is served while the database of Field is away, with the words it is given', async () => {
  const turned = new SetGates();
  turned.values.set('field.maintenance', 'all');
  const { visitor, end } = down(turned, 'Back at noon <soon>');
  visitor.cookie = ann.cookie;
  const page = await visitor.get(acme);
  expect([page.status, page.text.includes('Back at noon &lt;soon&gt;')]).toEqual([503, true]);
  turned.values.clear();
  expect((await visitor.get('/')).status).toBe(200);
  const away = await visitor.get('/accounts');
  expect([away.status, away.text.includes('cannot be reached')]).toEqual([503, true]);
  await end();
});

test('the words that were set with the gate go before those of the process', async () => {
  const turned = new SetGates();
  turned.values.set('field.maintenance', 'administration');
  const { visitor, end } = down(turned, 'Words of the process');
  expect((await visitor.get('/accounts')).text).toContain('Words of the process');
  turned.told.set('field.maintenance', 'Back at 14:00 <UTC>');
  expect((await visitor.get('/accounts')).text).toContain('Back at 14:00 &lt;UTC&gt;');
  await end();
});

test('the page is served while the database of the gates is away', async () => {
  const gateDatabase = await testDatabase('gates', async (url) => {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql.begin((transaction) => createGateTables(transaction));
    await sql.end();
  });
  const operator = postgres(gateDatabase.url, { max: 1, onnotice: () => {} });
  await changeGate(
    operator,
    toGateChange({ gate: 'field.maintenance', value: 'all', accounts: null, percentage: null, actor: 'ann', reason: 'a test' }),
  );
  await operator.end();
  const following = await openGates({ url: gateDatabase.url });
  const { visitor, end } = down(following);
  expect((await visitor.get('/')).status).toBe(503);
  await gateDatabase.drop();
  await until(() => following.away !== null, { timeoutMs: 10_000, everyMs: 10, what: 'the gates are away' });
  expect((await visitor.get('/')).status).toBe(503);
  await following.close();
  await end();
});
