import { type Entity, entityNames } from '../../v1/entities/index.ts';
import type { DigestsOutput, VerificationScope } from '../../v1/procedures/verification.ts';
import { accountsOfUser, excludedNames, isLeftOut } from './left-out.ts';
import { accountsOf } from './read-rows.ts';
import { digestOf, valuesOf } from './row-values.ts';
import type { Row, Store } from './store.ts';

type Sum = DigestsOutput['digests'][number];

/** Counts and digests of every asked account and entity; all users once more under no account. */
export function readSums(store: Store, { accounts, exclude }: VerificationScope): Sum[] {
  const asked = accounts === null ? null : new Set(accounts);
  const excluded = excludedNames(exclude);
  const sums = new Map<string, { account: string | null; entity: Entity; records: number; digest: bigint }>();
  const add = (account: string | null, row: Row): void => {
    const name = `${row.entity} ${account}`;
    const sum = sums.get(name) ?? { account, entity: row.entity, records: 0, digest: 0n };
    sums.set(name, { ...sum, records: sum.records + 1, digest: sum.digest + digestOf(valuesOf(row)) });
  };
  for (const entity of entityNames) {
    for (const row of store.rows[entity]) {
      if (isLeftOut(row, excluded)) continue;
      for (const account of entity === 'user' ? accountsOfUser(store, row, excluded) : accountsOf(store, row))
        if (asked === null || asked.has(account)) add(account, row);
      if (entity === 'user' && asked === null) add(null, row);
    }
  }
  return [...sums.values()].map((sum) => ({ ...sum, digest: String(sum.digest) }));
}
