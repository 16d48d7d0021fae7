import type { Entity } from '../../v1/entities/index.ts';
import type { Claim } from './claims.ts';
import type { Row, Store } from './store.ts';

/** Rows that may go over to a claim without a row of its own; one that holds a key of it comes first, then unbound ones. */
export function candidateRows(
  store: Store,
  entity: Entity,
  claim: Claim,
  present: ReadonlySet<string>,
  isDeleted: (row: Row) => boolean,
): Row[] {
  const holders = claim.wanted.flatMap((key, index) => (key === null ? [] : (store.holder(entity, index, key) ?? [])));
  const united = claim.formerly.flatMap((externalId) => store.find(entity, externalId) ?? []);
  const mayGoOver = (row: Row) => row.externalId !== null && !present.has(row.externalId) && letsGo(row, claim, isDeleted);
  return [...holders.filter(mayGoOver), ...holders.filter((row) => row.externalId === null), ...united.filter(mayGoOver)];
}

/** Whether a row bound to another record lets go for this claim. A state older than the row's may not take it apart. */
export function letsGo(row: Row, claim: Claim, isDeleted: (row: Row) => boolean): boolean {
  if (row.externalId === null || !claim.formerly.includes(row.externalId)) return false;
  return row.version <= claim.version || isDeleted(row);
}
