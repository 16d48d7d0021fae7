import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import type { Queryable } from '../hq-db/connections.ts';
import { editsFieldLacks, readAuthorities } from './read-authorities.ts';

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  Plans?: Plan[];
}

const hq = openTestHq(await testDatabase('hq', prepareHq));
const sql = hq.database.read;
afterAll(() => hq.close());

beforeAll(async () => {
  await sql.unsafe(`
    insert into accounts (id, external_id, name, kind, status) select gen_random_uuid(), 'a' || n, 'a' || n, 'paid', 'active' from generate_series(1, 5000) n;
    insert into companies (id, account_id, name) select gen_random_uuid(), id, 'Bolt' from accounts;
    insert into authorities (account_id, owner, epoch, actor, reason) select id, 'hq', 1, 'olga', 'a pilot' from accounts;
    insert into provisioning (entity, record_id) select 'account', id from accounts;
    insert into administration_changes (idempotency_key, body_sha256, answer, account_id, epoch, what, entity, record_id)
      select gen_random_uuid(), '', '', a.id, 1, 'changed', 'account', a.id::text from accounts a, generate_series(1, 2);
    insert into administration_changes (idempotency_key, body_sha256, answer, account_id, epoch, what, entity, record_id)
      select gen_random_uuid(), '', '', account_id, 1, 'changed', 'company', id::text from companies`);
});

/** Plans what is asked, and asks nothing. */
async function plannedBy(ask: (explaining: Queryable) => Promise<unknown>): Promise<Plan[]> {
  const plans: Promise<{ 'QUERY PLAN': { Plan: Plan }[] }[]>[] = [];
  const explaining = {
    unsafe: (text: string, values?: string[]) => {
      const plan = sql.unsafe<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(`explain (format json) ${text}`, values);
      plans.push(plan);
      return plan;
    },
  };
  await ask(explaining as unknown as Queryable);
  const rows = (await Promise.all(plans)).flat();
  return rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan }) => nodesOf(Plan)));
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

test.each(['an HQ that was never analysed', 'an HQ that was analysed'])(
  'edits find what waits for Field, and their companies, by their keys (%s)',
  async (of) => {
    if (of === 'an HQ that was analysed') await sql.unsafe('analyze');
    const [first] = await hq.rows<{ id: string }>(`select id from accounts where external_id = 'a1'`);
    const id = first?.id ?? '';
    const held = await plannedBy((explaining) =>
      readAuthorities(explaining, { accounts: Array.from({ length: 1000 }, (_, n) => `a${n}`) }),
    );
    const edits = await plannedBy((explaining) => editsFieldLacks(explaining, id));
    for (const [plans, table, key] of [
      [held, 'provisioning', 'record_id'],
      [edits, 'provisioning', 'record_id'],
      [edits, 'companies', 'id'],
    ] as const) {
      const nodes = plans.filter((node) => node['Relation Name'] === table);
      expect(nodes.length).toBeGreaterThan(0);
      expect(nodes.filter((node) => !new RegExp(`\\b${key} =`, 'u').test(node['Index Cond'] ?? ''))).toEqual([]);
    }
    expect((await readAuthorities(sql, { accounts: ['a1'] })).accounts).toMatchObject([{ editsFieldLacks: 3 }]);
    expect((await editsFieldLacks(sql, id)).map(({ entity }) => entity)).toEqual(['account', 'account', 'company']);
  },
);
