import { applyBatchInput } from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { prepareHq } from '../fixtures/hq.ts';
import { account, accountMember, company, gone, project, projectCompany, projectMember, user } from '../fixtures/records.ts';
import { openDatabase } from '../hq-db/connections.ts';
import { applyBatch } from './apply-batch.ts';

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  Plans?: Plan[];
}

const { url, drop } = await testDatabase('hq', prepareHq);
// The only connection plans each statement once, while HQ is empty.
const database = openDatabase(url, 1);
afterAll(async () => {
  await database.close();
  await drop();
});

const whole = (version: number) => ({
  account: [account('acme', {}, version)],
  user: [user('ann', {}, version)],
  company: [company('co', {}, version)],
  accountMember: [accountMember('acme', 'ann', { company: 'co' }, version)],
  project: [project('p1', {}, version)],
  projectCompany: [projectCompany('p1', 'co', version)],
  projectMember: [projectMember('p1', 'ann', { company: 'co' }, version)],
});

test('the plans of an empty HQ are right for a full one: tables by index, keys of a batch by hash', async () => {
  const members = { accountMember: [gone('acme:ann', 7)], projectMember: [gone('p1:ann', 7)], projectCompany: [gone('p1:co', 7)] };
  const people = [{ user: [user('heir', {}, 7), user('old', {}, 7)] }, { user: [user('heir', { formerly: ['old'] }, 8)] }];
  for (const records of [whole(1), whole(1), whole(0), whole(5), members, whole(6), ...people, { account: [gone('acme', 9)] }])
    await applyBatch(database.apply, applyBatchInput.parse({ source: 'field', batchId: randomUUID(), records }).records);

  const plans = await planned('unnest');
  expect(plans.length).toBeGreaterThan(20);
  expectByIndex(plans);
  expect(plans.flatMap(({ plan }) => nodesOf(plan)).some((node) => node['Node Type'] === 'Hash Join')).toBe(true);
});

test('the plan of the first account that HQ keeps is right for hundreds of them', async () => {
  const sql = database.apply;
  await sql.unsafe(
    `insert into authorities (account_id, owner, epoch, actor, reason) values (gen_random_uuid(), 'hq', 1, 'olga', 'a pilot')`,
  );
  await sql.unsafe('analyze authorities');
  await applyBatch(sql, applyBatchInput.parse({ source: 'field', batchId: randomUUID(), records: whole(10) }).records);

  // Which records are HQ's to change, and what the people have there whom the test before has united.
  const plans = await planned('unnest.*authorities');
  expect(plans.length).toBe(7);
  expectByIndex(plans);
});

function expectByIndex(plans: readonly { statement: string; plan: Plan }[]): void {
  for (const { statement, plan } of plans) {
    expect(nodesOf(plan).filter(isScan).map(scanInWords), statement).toEqual([]);
    expect(nodesOf(plan).filter(comparesEachWithAll), statement).toEqual([]);
  }
}

/** What the connection has planned of the statements that match. */
async function planned(pattern: string): Promise<{ statement: string; plan: Plan }[]> {
  const sql = database.apply;
  const prepared = await sql.unsafe<{ name: string; statement: string; parameters: number }[]>(
    `select name, statement, cardinality(parameter_types) as parameters from pg_prepared_statements where statement ~ $1 order by name`,
    [pattern],
  );
  return Promise.all(
    prepared.map(async ({ name, statement, parameters }) => {
      const values = Array.from({ length: parameters }, () => 'null').join(', ');
      const [row] = await sql.unsafe<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(`explain (format json) execute "${name}" (${values})`);
      return { statement, plan: row?.['QUERY PLAN'][0]?.Plan as Plan };
    }),
  );
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** A table that is read whole, or more of it than the keys name. */
function isScan(node: Plan): boolean {
  return node['Relation Name'] !== undefined && node['Node Type'] !== 'ModifyTable' && node['Index Cond'] === undefined;
}

function scanInWords(node: Plan): string {
  return `${node['Node Type']} on ${node['Relation Name']}`;
}

/** A thousand keys, each compared with as many rows that were found for them. */
function comparesEachWithAll({ 'Node Type': type, Plans: plans = [] }: Plan): boolean {
  return type === 'Nested Loop' && plans[1]?.['Node Type'] === 'CTE Scan';
}
