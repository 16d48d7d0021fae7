import type { Row } from './store.ts';

/** A record of the batch that wants values. */
export interface Claim {
  externalId: string;
  version: number;
  /** The row of this record, when it has one. */
  row: Row | null;
  wanted: readonly (string | null)[];
  formerly: readonly string[];
  /** False when the record is refused already: its row keeps what it holds. */
  open: boolean;
}

export type Refusal = { kind: 'waits'; index: number; holders: string[] } | { kind: 'taken'; index: number; existingId: string };

/** `row` is the row to write: its own, one taken over or adopted, or none yet. `frees` are keys that other rows let go. */
export type Verdict = { kind: 'held'; row: Row | null; frees: { row: Row; index: number }[] } | Refusal;
