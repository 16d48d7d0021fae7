import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { changeGate, createGateTables, toGateChange } from '@hq-field/gates';
import { testDatabase } from '@hq-field/testkit';
import { startProcess } from '@hq-field/testkit/processes';
import { afterAll, expect, test } from 'vitest';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { openSession } from '../hq-db/connections.ts';
import { newAccount } from '../fixtures/own-records.ts';
import { createAccount } from '../own-changes/create-account.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
afterAll(() => hq.close());

/** Runs a command of HQ to its end: how it ended, and what it said. */
async function hqSays(words: string[], url = hq.url, gatesUrl = ''): Promise<{ code: number | null; output: string }> {
  const env = { HQ_DATABASE_URL: url, GATES_DATABASE_URL: gatesUrl };
  const command = startProcess(join(import.meta.dirname, '..', 'main.ts'), { arguments: words, env });
  const { code } = await command.exited;
  return { code, output: command.output() };
}

function createProjectIn(account: string): ReturnType<typeof hqSays> {
  const options = { name: 'Tower', 'admin-email': 'ann@example.com', account, start: '2026-01-01', end: '2027-01-01' };
  return hqSays(['create-project', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])]);
}

test('a project is created in the account that is named by its id; another name ends with 2 and says where the id is', async () => {
  const wrong = await createProjectIn('notauuid');
  expect([wrong.code, wrong.output]).toEqual([2, expect.stringMatching(/"notauuid" is no id of HQ.*create-account/u)]);
  const unknown = randomUUID();
  expect(await createProjectIn(unknown)).toEqual({ code: 2, output: expect.stringContaining(`HQ has no account of the id ${unknown}`) });
  expect(await hq.rows('select from projects')).toEqual([]);
  const done = await createProjectIn(await createAccount(hq.database.read, newAccount('Acme')));
  expect([done.code, await hq.rows('select name from projects')]).toEqual([0, [{ name: 'Tower' }]]);
});

test('an account is kept by whom the gate names, by Field where no gates are named; while they are away none is created', async () => {
  const gates = await testDatabase('hq_empty', () => Promise.resolve());
  const sql = openSession(gates.url, 'test');
  const create = (gatesUrl?: string) => hqSays(['create-account', '--name', 'Kept', '--admin-email', 'ann@example.com'], hq.url, gatesUrl);
  expect(await create()).toEqual({ code: 0, output: expect.stringContaining('Field keeps this account: GATES_DATABASE_URL is not set') });
  const made = `select from accounts where name = 'Kept'`;
  expect(await hq.rows(made)).toHaveLength(1);
  expect(await create(gates.url)).toEqual({ code: 3, output: expect.stringContaining('the gates at GATES_DATABASE_URL cannot be read') });
  expect(await hq.rows(made)).toHaveLength(1);
  await createGateTables(sql);
  const change = { accounts: null, percentage: null, actor: 'ann', reason: 'released' };
  await changeGate(sql, toGateChange({ gate: 'field.administration', value: 'hq', ...change }));
  expect((await create(gates.url)).code).toBe(0);
  expect(await hq.rows(`select w.owner from accounts a join authorities w on w.account_id = a.id`)).toEqual([{ owner: 'hq' }]);
  await sql.end();
  await gates.drop();
});

test('what waits for Field is listed as asked; an HQ without tables, a database that is not there and a limit that is no number are told with what to do', async () => {
  await createAccount(hq.database.read, newAccount('Beta'));
  const listed = await hqSays(['provisioning', '--json', '--limit', '1']);
  expect([listed.code, JSON.parse(listed.output)]).toMatchObject([0, { records: [expect.anything()] }]);
  expect(await hqSays(['provisioning', '--limit', 'many'])).toEqual({ code: 2, output: expect.stringContaining('whole number') });
  const empty = new URL('/postgres', hq.url).href;
  expect(await hqSays(['provisioning'], empty)).toEqual({ code: 3, output: expect.stringContaining('pnpm hq serve') });
  expect(await hqSays(['provisioning'], `${empty}_gone`)).toEqual({ code: 3, output: expect.stringContaining('does not exist') });
});
