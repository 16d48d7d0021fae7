import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { fieldsOf, openConsole, operator, textsOf, visit } from '../fixtures/console-visitor.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { newAccount, newProject } from '../fixtures/own-records.ts';
import { account, project } from '../fixtures/records.ts';
import { createAccount } from '../own-changes/create-account.ts';
import { createProject } from '../own-changes/create-project.ts';
import { deliver } from '../provisioning/deliver.ts';
import { type FieldClient, FieldCallError } from '../provisioning/field-client.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const sql = hq.database.read;
afterAll(() => hq.close());

/** Accounts whose gate is on, by the guid that the gate is asked for; `everybody` stands for no account in particular. */
let on: Set<string>;
let asked: string[];
const gates = {
  isOn: async (_gate: 'hq.field-visible', guid?: string | null) => (asked.push(guid ?? 'everybody'), on.has(guid ?? 'everybody')),
  value: async () => 'legacy',
  away: null,
};
const app = openConsole(hq.database, { gates, fieldPagesUrl: 'http://127.0.0.1:4020/pages' });

beforeEach(async () => {
  await hq.empty();
  await sql`truncate provisioning`;
  on = new Set();
  asked = [];
});

const put = async () => ({ outcome: 'applied', externalId: 'guid-of-field', administrator: null }) as const;
const remove = async () => ({ outcome: 'removed', externalId: 'guid-of-field' }) as const;
async function pass(field: Omit<FieldClient, 'remove'>): Promise<void> {
  await sql`update provisioning set next_attempt_at = clock_timestamp()`;
  await deliver(sql, { ...field, remove }, { limit: 10, leaseSeconds: 5, onOutcome: () => {} });
}
const fails = (isRefusal: boolean) => ({
  putAccount: () => Promise.reject(new FieldCallError(isRefusal ? 'limit_exceeded' : 'unreachable', 'Field is <b>down</b>', isRefusal)),
  putProject: put,
});
async function fieldPartOf(path: string): Promise<string> {
  const seen = await (await visit(app, operator)).get(path);
  return textsOf(seen, '[aria-labelledby=field-part]').join('').replace(/\s+/gu, ' ');
}

test('an account shows where it stands with Field: on its way, waiting, refused, held', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  on.add(acme).add('guid-of-field');
  const path = `/console/accounts/${acme}`;
  expect(await fieldPartOf(path)).toMatch(/has not reached Field yet.*Attempts0Waits becauseit is on its way/u);
  await pass(fails(false));
  expect(await fieldPartOf(path)).toMatch(/Attempts1Waits becauseField is <b>down<\/b>/u);
  await pass(fails(true));
  expect(await fieldPartOf(path)).toMatch(/Field refuses it.*Refused becauselimit_exceeded: Field is/u);
  await sql`update provisioning set refused_because = null`;
  await pass({ putAccount: put, putProject: put });
  expect(await fieldPartOf(path)).toMatch(/It has reached Field.*guid-of-field/u);
  expect((await (await visit(app, operator)).get(path)).text).toContain('href="http://127.0.0.1:4020/pages/accounts/guid-of-field"');
  // HQ's id is the account's guid until Field has said another one.
  expect(asked).toEqual([acme, acme, acme, 'guid-of-field', 'guid-of-field']);
});

test("a project shows Field's part by the gate of its account", async () => {
  await hq.send({ account: [account('acme')], project: [project('tower')] });
  const [row] = await hq.rows<{ id: string; account_id: string }>('select id, account_id from projects');
  const path = `/console/projects/${row?.id}`;
  expect(await fieldPartOf(path)).toBe('');
  on.add('acme');
  expect(await fieldPartOf(path)).toMatch(/It has reached Field.*tower/u);
  await sql`update projects set external_id = null`;
  expect(await fieldPartOf(path)).toMatch(/has not put it to Field/u);
});

test('with the gate off nothing of Field is shown, and creations go to Field all the same', async () => {
  const visitor = await visit(app, operator);
  const form = { ...fieldsOf(await visitor.get('/console/accounts/new')), name: 'Acme', adminEmail: 'ann@example.com' };
  const { location } = await visitor.post('/console/accounts', form);
  const seen = await visitor.get(location);
  expect(textsOf(seen, 'main h2')).toEqual(['Projects', 'Members', 'Companies']);
  expect(await hq.rows('select entity from provisioning')).toEqual([{ entity: 'account' }]);
  await pass({ putAccount: put, putProject: put });
  expect(await hq.rows('select external_id from accounts')).toEqual([{ external_id: 'guid-of-field' }]);
  expect((await visitor.get(location)).text).not.toContain('guid-of-field');
});

test('without gates to ask, nothing of Field is shown', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  const visitor = await visit(openConsole(hq.database), operator);
  expect(textsOf(await visitor.get(`/console/accounts/${acme}`), 'main h2')).not.toContain('Field');
  const queue = await visitor.get('/console/provisioning');
  expect(queue.text).not.toContain(acme);
  expect(textsOf(queue, 'main .panel')).toEqual([expect.stringContaining('Not shown: 1')]);
});

test('the queue shows what waits and what Field refuses, for accounts whose gate is on', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  const beta = await createAccount(sql, newAccount('Beta'));
  const tower = await createProject(sql, newProject(acme, 'Tower'));
  await createProject(sql, newProject(beta, 'Barn'));
  await pass(fails(false));
  await sql`update provisioning set refused_because = 'value_refused: too long' where record_id = ${tower}`;
  on.add(acme);
  const rows = async () => {
    const seen = await (await visit(app, operator)).get('/console/provisioning');
    expect(seen.status).toBe(200);
    return { refused: textsOf(seen, 'tbody tr').map((row) => row.replace(/\d{4}-\S+ \S+ UTC/u, ' moment ')), text: seen.text };
  };
  const part = await rows();
  expect(part.refused).toEqual([
    expect.stringMatching(/^Towerproject moment .*value_refused: too long$/u),
    expect.stringMatching(/^Acmeaccount moment 1Field is <b>down<\/b>$/u),
  ]);
  expect(part.text).toContain('Not shown: 2');
  expect(part.text).not.toContain('Beta');
  expect(part.text).not.toMatch(/\d waiting/u);
  on.add(beta).add('everybody');
  const whole = await rows();
  expect(whole.refused).toHaveLength(4);
  expect(whole.text).toContain('3 waiting');
  expect(whole.text).not.toContain('Not shown');
});
