/** A row of HQ as the solver of unique values sees it. */
export interface HeldRow {
  id: string;
  /** Null: HQ's own row, unbound. */
  externalId: string | null;
  version: number;
  /** Its keys in the order of the resource's unique values, with their scope; null where it holds none. */
  keys: readonly (string | null)[];
}

/** A key with the account in which it is unique; users are unique in all of HQ. */
export function scopedKey(accountId: string | null, key: string | null): string | null {
  return key === null || accountId === null ? key : `${accountId}/${key}`;
}
