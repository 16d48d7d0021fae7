import type postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { checkField, installCapture } from '../index.ts';
import { takeChanges } from './changes.ts';
import { claim } from './claims.ts';
import { resolveChanges } from './resolve-changes.ts';

let small: SmallField;

beforeEach(async () => {
  small = await smallField();
});
afterEach(() => small.close());

const traceparent = (number: number) => `00-${String(number).padStart(32, '0')}-00000000000000aa-01`;

/** A request of Field that has a trace. */
function traced(trace: string, change: (sql: postgres.TransactionSql) => Promise<unknown>): Promise<unknown> {
  return small.field.begin(async (sql) => {
    await sql`select set_config('outbound.traceparent', ${trace}, true)`;
    await change(sql);
  });
}

/** Traces of what waits, by record. */
async function waiting(): Promise<Record<string, string[] | null>> {
  await resolveChanges(small.field, 100);
  const rows = await small.field<{ name: string; traceparents: string[] | null }[]>`
    select entity || ' ' || external_id as name, traceparents from outbound.touches where claimed_by is null`;
  return Object.fromEntries(rows.map(({ name, traceparents }) => [name, traceparents]));
}

/** Of the captured rows, as they are taken, and left where they are. */
async function captured(): Promise<(string | null)[]> {
  const session = await small.field.reserve();
  await session`begin`;
  const { changes } = await takeChanges(session, 100);
  await session`rollback`;
  session.release();
  return changes.map((change) => change.traceparent);
}

test('a change keeps the trace that its transaction has set, and the next one of the connection has none', async () => {
  const session = await small.field.reserve();
  await session`begin`;
  await session`select set_config('outbound.traceparent', ${traceparent(1)}, true)`;
  await session`insert into accounts (guid, name) values (${guid('accounts', 1)}, 'Acme')`;
  await session`commit`;
  await session`update accounts set name = 'Acme Inc'`;
  session.release();
  expect(await captured()).toEqual([traceparent(1), null]);
});

test('what is no trace is not kept', async () => {
  const one = traceparent(1);
  const account = await small.make('accounts', { name: 'Acme' });
  for (const trace of [
    '',
    'hello',
    '00-abc-def-01',
    `${one}-more`,
    one.replace('00-', '01-'),
    one.replace('aa', 'AA'),
    one.replace('aa', '-a'),
    one.replaceAll('0', 'g'),
  ])
    await traced(trace, (sql) => sql`update accounts set name = ${`Acme ${trace}`} where id = ${account}`);
  expect(await captured()).toEqual(Array.from({ length: 9 }, () => null));
});

test('each record that was changed waits with its trace; what is sent beside it has none', async () => {
  const account = await small.make('accounts', { name: 'Acme' });
  const user = await small.make('users', { email: 'ann@example.com', status: 'active' });
  const company = await small.make('companies', { account_id: account, name: 'Bolt' });
  const project = await small.make('projects', { account_id: account, name: 'Tower' });
  const [companyAddress, projectAddress] = [
    await small.make('addresses', { city: 'Bern' }),
    await small.make('addresses', { city: 'Bern' }),
  ];
  await small.field`update companies set address_id = ${companyAddress}`;
  await small.field`update projects set address_id = ${projectAddress}`;
  await waiting();
  await small.field`truncate outbound.touches`;

  await traced(traceparent(1), (sql) => sql`update accounts set name = 'Acme Inc' where id = ${account}`);
  await traced(traceparent(2), (sql) => sql`update users set first_name = 'Ann' where id = ${user}`);
  await traced(traceparent(3), (sql) => sql`update addresses set city = 'Basel' where id = ${companyAddress}`);
  await traced(traceparent(4), (sql) => sql`update addresses set city = 'Basel' where id = ${projectAddress}`);
  await traced(traceparent(5), (sql) => sql`insert into account_users (account_id, user_id) values (${account}, ${user})`);
  await traced(
    traceparent(6),
    (sql) => sql`insert into contacts (guid, project_id, user_id) values (${guid('contacts', 1)}, ${project}, ${user})`,
  );
  await traced(traceparent(7), (sql) => sql`insert into project_companies (project_id, company_id) values (${project}, ${company})`);
  const person = guid('users', user);
  expect(await waiting()).toEqual({
    [`account ${guid('accounts', account)}`]: [traceparent(1)],
    [`user ${person}`]: [traceparent(2)],
    [`company ${guid('companies', company)}`]: [traceparent(3)],
    [`project ${guid('projects', project)}`]: [traceparent(4)],
    [`accountMember ${guid('accounts', account)}:${person}`]: [traceparent(5)],
    [`projectMember ${guid('projects', project)}:${person}`]: [traceparent(6)],
    [`projectCompany ${guid('projects', project)}:${guid('companies', company)}`]: [traceparent(7)],
  });
});

test('a deletion of a project has its trace', async () => {
  const project = await small.make('projects', { name: 'Tower' });
  await waiting();
  await small.field`truncate outbound.touches`;
  await traced(traceparent(1), (sql) => sql`delete from projects where id = ${project}`);
  expect(await waiting()).toEqual({ [`project ${guid('projects', project)}`]: [traceparent(1)] });
});

test('a record that waits keeps the last eight traces, each once, and a claim has them', async () => {
  const account = await small.make('accounts', { name: 'Acme' });
  const change = (number: number) => traced(traceparent(number), (sql) => sql`update accounts set name = ${`Acme ${Math.random()}`}`);
  const name = `account ${guid('accounts', account)}`;
  expect(await waiting()).toEqual({ [name]: null });
  for (const number of [1, 2, 2]) await change(number);
  expect((await waiting())[name]).toEqual([traceparent(1), traceparent(2)]);
  for (const number of [3, 4, 5, 6, 7, 8, 9, 10]) await change(number);
  const last = [3, 4, 5, 6, 7, 8, 9, 10].map(traceparent);
  expect((await waiting())[name]).toEqual(last);
  const [claimed] = await claim(small.field, '00000000-0000-4000-8000-000000000001', 10, 10);
  expect(claimed?.traceparents).toEqual(last);
  // What comes while it is claimed waits apart.
  await change(11);
  expect((await waiting())[name]).toEqual([traceparent(11)]);
});

test('install gives an older capture its traces, and loses nothing that waits', async () => {
  await small.field`alter table outbound.changes drop column traceparent`;
  await small.field`alter table outbound.touches drop column traceparents`;
  await expect(checkField(small.field, { capture: true })).rejects.toMatchObject({
    code: 'capture_outdated',
    message: expect.stringContaining('pnpm migrate install'),
  });
  const account = await small.make('accounts', { name: 'Acme' });
  await traced(traceparent(1), async (sql) => {
    await installCapture(small.field);
    await sql`update accounts set name = 'Acme Inc'`;
  });
  expect(await captured()).toEqual([null, traceparent(1)]);
  expect(await waiting()).toEqual({ [`account ${guid('accounts', account)}`]: [traceparent(1)] });
});
