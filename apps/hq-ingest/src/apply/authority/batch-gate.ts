import type { Queryable, Sql } from '../../hq-db/connections.ts';

const lock = `hashtextextended('hq-ingest authority', 0)`;

/**
 * Whether HQ keeps the administration of any account. Batches hold a shared lock to their end, taken before they look; both go in one round
 * trip, and the look is a statement of its own because one that has waited for a lock would still see what was before it.
 */
export async function entersWithHqAccounts(sql: Queryable): Promise<boolean> {
  const [, rows] = await Promise.all([
    sql.unsafe(`select pg_advisory_xact_lock_shared(${lock})`, [], { prepare: true }),
    sql.unsafe<{ keeps: boolean }[]>(`select exists (select from authorities where owner = 'hq') as keeps`, [], { prepare: true }),
  ]);
  return rows[0]?.keeps ?? false;
}

/** Waits for the batches that began before what this program has just committed. */
export async function waitForBatches(sql: Sql): Promise<void> {
  await sql.begin((transaction) => transaction.unsafe(`select pg_advisory_xact_lock(${lock})`));
}
