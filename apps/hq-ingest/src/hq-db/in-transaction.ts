import type postgres from 'postgres';
import type { Sql } from './connections.ts';
import { mayPass } from './database-error.ts';

const attempts = 3;

/**
 * Runs work in a transaction, and again when another transaction was in its way: of two that make one person at the same moment, the second
 * finds the person when it tries again. An error that `refusalOf` makes a refusal of is thrown as that, at once.
 */
export async function inTransaction<Result>(
  sql: Sql,
  work: (transaction: postgres.TransactionSql) => Promise<Result>,
  refusalOf: (error: unknown) => Error | null = () => null,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await sql.begin(work)) as Result;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== null) throw refusal;
      if (attempt === attempts || !mayPass(error)) throw error;
    }
  }
}
