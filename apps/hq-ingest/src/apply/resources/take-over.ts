import type { Claim, Holdings } from './claims.ts';
import type { HeldRow } from './rows.ts';

/**
 * Gives claims without a row of their own the HQ row that goes over to them: one bound to a record they unite, else an unbound
 * one that holds a key of theirs. A row that holds a key comes before one that does not. Returns the row of each such claim.
 */
export function assignRows(claims: readonly Claim[], holdings: Holdings): Map<Claim, HeldRow> {
  const present = new Set(claims.map((claim) => claim.externalId));
  const used = new Set(claims.map((claim) => claim.rowId));
  const given = new Map<Claim, HeldRow>();
  for (const claim of claims) {
    if (!claim.open || claim.rowId !== null) continue;
    const row = candidates(claim, holdings, present).find(({ id }) => !used.has(id));
    if (row === undefined) continue;
    used.add(row.id);
    given.set(claim, row);
  }
  return given;
}

function candidates(claim: Claim, holdings: Holdings, present: Set<string>): HeldRow[] {
  const holders = claim.wanted.flatMap((key, index) => (key === null ? [] : (holdings.holder(index, key) ?? [])));
  const united = claim.formerly.flatMap((externalId) => holdings.bound(externalId) ?? []);
  const mayGoOver = (row: HeldRow): boolean => row.externalId !== null && !present.has(row.externalId) && letsGo(row, claim, holdings);
  const unbound = holders.filter((row) => row.externalId === null);
  return [...holders.filter(mayGoOver), ...unbound, ...united.filter(mayGoOver)];
}

/** Whether a row bound to another record lets go for this claim. A state older than the row's may not take it apart. */
export function letsGo(row: HeldRow, claim: Claim, holdings: Holdings): boolean {
  if (row.externalId === null || !claim.formerly.includes(row.externalId)) return false;
  return row.version <= claim.version || holdings.isDeleted(row);
}
