import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAccounts } from '../backfill/list-accounts.ts';
import { type SmallField, smallField } from '../fixtures/small-field.ts';
import { estimateRecords } from './estimate-records.ts';

let small: SmallField;
beforeAll(async () => {
  small = await smallField();
});
afterAll(() => small.close());

async function rowsOfAccounts(): Promise<number> {
  const accounts = (await Array.fromAsync(listAccounts(small.field))).flat();
  // Without the unit of those who belong to no account, which is no record.
  return accounts.reduce((sum, { rows }) => sum + rows, -1);
}

test('tables that nobody has analyzed are counted, others are estimated, and both measure as the list of accounts does', async () => {
  const { field, make } = small;
  const account = await make('accounts', { name: 'Acme' });
  const user = await make('users', { email: 'ann@example.com' });
  await make('account_users', { account_id: account, user_id: user });
  for (const deleted_at of [null, null, null, '2026-01-01'])
    await make('projects', { account_id: account, name: `Tower ${deleted_at}`, deleted_at });
  const tables = ['accounts', 'account_users', 'companies', 'projects', 'contacts', 'project_companies'];
  expect(await estimateRecords(field)).toEqual({ records: 6, counted: tables });
  expect(await rowsOfAccounts()).toBe(6);

  await field`analyze`;
  // Those that are empty are counted at once.
  expect(await estimateRecords(field)).toEqual({ records: 6, counted: ['companies', 'contacts', 'project_companies'] });

  // Two of three are deleted; what was made since it was analyzed is in the size of the table. So many rows that pages which PostgreSQL adds in
  // advance, sixty-four at a time while others wait, weigh little.
  const more = () => field`
    insert into projects (guid, account_id, name, deleted_at)
    select gen_random_uuid(), ${account}, 'project ' || n, case when n % 3 > 0 then now() end from generate_series(1, 60000) n`;
  // The cluster's own analyze could come while the second half is there and not committed.
  await field`alter table projects set (autovacuum_enabled = false)`;
  await more();
  await field`analyze projects`;
  await more();
  const [truth, { records, counted }] = [await rowsOfAccounts(), await estimateRecords(field)];
  expect(truth).toBe(40_006);
  expect(Math.abs(records / truth - 1)).toBeLessThan(0.1);
  expect(counted).not.toContain('projects');
});
