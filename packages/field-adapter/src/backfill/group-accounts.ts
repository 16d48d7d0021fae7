import { unassignedAccount } from '../field-db/records.ts';

/** Records that one walk of several accounts should have, about. */
const recordsPerWalk = 16_000;

/** An account that has as many records is walked alone: it fills queries and batches by itself. */
const recordsOfLarge = 2000;

/** Accounts of one walk at most: each costs a row of its checkpoint. */
const mostAccounts = 300;

/** How many accounts it pays to walk together when none has more records than this. */
export function accountsPerWalk(records: number): number {
  if (records >= recordsOfLarge) return 1;
  return Math.min(mostAccounts, Math.floor(recordsPerWalk / Math.max(1, records)));
}

/**
 * Groups that are walked together, in the order given: one query and one batch serve many small accounts as well as one large. What
 * belongs to no account is read in another way, so it is walked alone.
 */
export function groupAccounts(accounts: readonly { externalId: string; rows: number }[]): string[][] {
  const groups: string[][] = [];
  let open: string[] = [];
  let records = 0;
  for (const { externalId, rows } of accounts) {
    if (externalId === unassignedAccount) {
      groups.push([externalId]);
      continue;
    }
    if (open.length > 0 && (records + rows > recordsPerWalk || open.length === mostAccounts)) {
      groups.push(open);
      open = [];
      records = 0;
    }
    open.push(externalId);
    records += rows;
  }
  if (open.length > 0) groups.push(open);
  return groups;
}
