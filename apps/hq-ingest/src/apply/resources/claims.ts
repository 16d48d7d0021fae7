import type { HeldRow } from './rows.ts';

/** A record of the batch that wants values. */
export interface Claim {
  externalId: string;
  version: number;
  /** HQ row of this record, when it has one. */
  rowId: string | null;
  /** Wanted key of each unique value, with its scope. */
  wanted: readonly (string | null)[];
  formerly: readonly string[];
  /** False when the record is refused already: its row keeps what it holds. */
  open: boolean;
}

/** What HQ holds now. */
export interface Holdings {
  /** The row that holds a key of the unique value at this index. */
  holder(index: number, key: string): HeldRow | undefined;
  /** The row bound to an externalId that some claim names in `formerly`. */
  bound(externalId: string): HeldRow | undefined;
  /** Whether this batch deletes the row. */
  isDeleted(row: HeldRow): boolean;
}

/** A key that a row gives away, by the index of the unique value. */
export interface FreedKey {
  row: HeldRow;
  index: number;
}

export type Verdict =
  /** May be written: into `row` when another's row is taken over or an unbound one adopted, else into its own or a new one. */
  | { kind: 'held'; row: HeldRow | null; frees: FreedKey[] }
  | { kind: 'waits'; index: number; holders: string[] }
  | { kind: 'taken'; index: number; existingId: string };

export type Refusal = Exclude<Verdict, { kind: 'held' }>;
