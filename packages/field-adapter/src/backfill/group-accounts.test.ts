import { expect, test } from 'vitest';
import { unassignedAccount } from '../field-db/records.ts';
import { accountsPerWalk, groupAccounts } from './group-accounts.ts';

test('small accounts share a walk, a large one has its own, and none is lost', () => {
  const sizes = [20_000, 12_000, 3000, 900, 200, 100, 15_900, 10];
  const groups = groupAccounts(sizes.map((rows, index) => ({ externalId: `a${index}`, rows })));
  expect(groups).toEqual([['a0'], ['a1', 'a2', 'a3'], ['a4', 'a5'], ['a6', 'a7']]);
  expect(groupAccounts([])).toEqual([]);
});

test('what belongs to no account is walked alone', () => {
  const units = ['a', unassignedAccount, 'b'].map((externalId) => ({ externalId, rows: 1 }));
  expect(groupAccounts(units)).toEqual([[unassignedAccount], ['a', 'b']]);
});

test('the smaller accounts are, the more are walked together', () => {
  expect([0, 1, 100, 1999, 2000, 1_000_000].map(accountsPerWalk)).toEqual([300, 300, 160, 8, 1, 1]);
});
