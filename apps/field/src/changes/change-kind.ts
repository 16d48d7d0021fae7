import type postgres from 'postgres';
import type { Random } from '../generator/random.ts';

/** One thing that users of Field do. */
export interface ChangeKind {
  sentence: string;
  /** How often, relative to the others. */
  weight: number;
  /** Holds up to two connections for a second or more; the stream keeps such changes few. */
  slow?: true;
  run(sql: postgres.Sql, random: Random): Promise<unknown>;
}

/** A change that is one transaction. */
export function inTransaction(change: (sql: postgres.TransactionSql, random: Random) => Promise<unknown>): ChangeKind['run'] {
  return (sql, random) => sql.begin((transaction) => change(transaction, random));
}

/** There is no row of the kind that a change needs. The stream takes another kind; it is no error. */
export class NothingToChange extends Error {
  readonly code = 'nothing_to_change';

  constructor(wanted: string) {
    super(`Found no ${wanted}.`);
    this.name = 'NothingToChange';
  }
}
