import type { RangeDigestsInput, RangeDigestsOutput } from '../../v1/procedures/verification.ts';
import { accountsOfUser, excludedNames, isLeftOut } from './left-out.ts';
import { accountsOf } from './read-rows.ts';
import { byteOrder, digestOf, rowKey, valuesOf } from './row-values.ts';
import type { Store } from './store.ts';

/** Counts and digests of the rows of one account and entity, cut by bounds. */
export function readRangeSums(store: Store, { entity, account, exclude, bounds }: RangeDigestsInput): RangeDigestsOutput {
  const excluded = excludedNames(exclude);
  const sums = Array.from({ length: bounds.length + 1 }, () => ({ records: 0, digest: 0n }));
  for (const row of store.rows[entity]) {
    if (isLeftOut(row, excluded)) continue;
    const accounts = entity === 'user' ? accountsOfUser(store, row, excluded) : accountsOf(store, row);
    if (account === null ? entity !== 'user' : !accounts.includes(account)) continue;
    const values = valuesOf(row);
    const key = rowKey(entity, values);
    const sum = sums[bounds.filter((bound) => byteOrder(bound, key) < 0).length];
    if (sum === undefined) continue;
    sum.records += 1;
    sum.digest += digestOf(values);
  }
  return { ranges: sums.map(({ records, digest }) => ({ records, digest: String(digest) })) };
}
