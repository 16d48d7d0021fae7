import type { Entity } from '@hq-field/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guid, smallField } from '../fixtures/small-field.ts';
import { walkPages } from '../backfill/walk-accounts.ts';
import { lookUpByIndex } from './by-index.ts';
import type { FieldSession } from './open-field.ts';
import { readRecords } from './read-records.ts';

const many = 300;
const small = await smallField();
const { field } = small;
const numbers = Array.from({ length: many }, (_, at) => at + 1);

beforeAll(async () => {
  await field`
    insert into accounts (id, guid, name, is_trial, status, created_at)
    select n, 'a0000000-0000-4000-8000-' || lpad(n::text, 12, '0'), 'Account ' || n, true, 'active', now() from generate_series(1, ${many}::int) n`;
  await field`
    insert into projects (id, guid, account_id, name, is_trial, created_at)
    select n, 'd0000000-0000-4000-8000-' || lpad(n::text, 12, '0'), n, 'Project ' || n, true, now() from generate_series(1, ${many}::int) n`;
  await field`insert into free_trials (account_id, project_id, expires_on) select n, n, '2030-01-01' from generate_series(1, 20000) n`;
  await field`insert into free_trials (account_id, project_id, expires_on, converted_at) values (1, 1, '2031-01-01', now())`;
});
afterAll(() => small.close());

/** How often the work reads free_trials through, which Field has no index for. */
function scansOf(work: (sql: FieldSession) => Promise<unknown>): Promise<number> {
  return field.begin(async (sql) => {
    const counted = async () => {
      const [row] = await sql<
        { scans: number }[]
      >`select seq_scan::int as scans from pg_stat_xact_user_tables where relname = 'free_trials'`;
      return row?.scans ?? 0;
    };
    const before = await counted();
    await work(sql);
    return (await counted()) - before;
  });
}

const statistics = [
  ['without statistics', async () => {}],
  ['with statistics', () => field`analyze`],
] as const;

test.each(statistics)(
  'a walk of many accounts reads their trials once for the accounts and once for the projects, %s',
  async (_, prepared) => {
    await prepared();
    let records = 0;
    const scans = await scansOf(async (sql) => {
      const accounts = numbers.map((number) => guid('accounts', number));
      for await (const page of walkPages(sql, 'outbound', { accounts, after: null, pageSize: 1000 })) records += page.records.length;
    });
    expect({ scans, records }).toEqual({ scans: 2, records: 2 * many });
  },
);

test.each([
  ['account', 'accounts'],
  ['project', 'projects'],
] as const)('records of entity %s that are named are read with one scan of all trials', async (entity: Entity, table) => {
  let records = new Map<string, unknown>();
  const scans = await scansOf(async (sql) => {
    await lookUpByIndex(sql);
    records = await readRecords(
      sql,
      entity,
      numbers.map((number) => guid(table, number)),
    );
  });
  expect({ scans, records: records.size }).toEqual({ scans: 1, records: many });
  expect(records.get(guid(table, 1))).toMatchObject({ converted: true });
  expect(records.get(guid(table, 2))).toMatchObject({ converted: false });
});
