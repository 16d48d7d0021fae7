import { expect, test } from 'vitest';
import { groupAccounts } from './group-accounts.ts';

test('small accounts share a walk, a large one has its own, and none is lost', () => {
  const sizes = [9000, 3000, 900, 200, 100, 4500, 10];
  const groups = groupAccounts(sizes.map((rows, index) => ({ externalId: `a${index}`, rows })));
  expect(groups).toEqual([['a0'], ['a1', 'a2'], ['a3', 'a4'], ['a5'], ['a6']]);
  expect(groupAccounts([])).toEqual([]);
});
