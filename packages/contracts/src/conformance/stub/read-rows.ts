import type { Entity } from '../../v1/entities/index.ts';
import type { RowsInput, RowsOutput } from '../../v1/procedures/verification.ts';
import { byteOrder, rowKey, valuesOf } from './row-values.ts';
import { nameOf, type Row, type Store } from './store.ts';

/** externalIds of the accounts that a row counts for; users belong to the accounts they are a member of. */
export function accountsOf(store: Store, row: Row): string[] {
  if (row.entity === 'account') return row.externalId === null ? [] : [row.externalId];
  if (row.entity === 'user')
    return [...store.rows.accountMember].flatMap(({ user, account }) => (user === row ? (account?.externalId ?? []) : []));
  const account = row.account ?? row.project?.account;
  return account?.externalId == null ? [] : [account.externalId];
}

/** One page of rows behind a key, in bytewise order, or the rows of the given keys. */
export function readRows(store: Store, { entity, account, after, limit, keys }: RowsInput): RowsOutput {
  const wanted = keys === null ? null : new Set(keys);
  const found = [...store.rows[entity]]
    .filter((row) => (account === null ? entity === 'user' : accountsOf(store, row).includes(account)))
    .map((row) => toRow(entity, row))
    .filter(({ key }) => (after === null || byteOrder(key, after) > 0) && (wanted === null || wanted.has(key)))
    .sort((left, right) => byteOrder(left.key, right.key));
  const rows = found.slice(0, limit);
  return { rows, next: found.length > limit ? (rows.at(-1)?.key ?? null) : null };
}

function toRow(entity: Entity, row: Row): RowsOutput['rows'][number] {
  const values = valuesOf(row);
  const owner = entity === 'user' ? row : row.user;
  const company = entity === 'company' ? row : row.company;
  return {
    key: rowKey(entity, values),
    externalId: nameOf(row),
    user: owner?.externalId ?? null,
    company: company?.externalId ?? null,
    values,
  };
}
