import type postgres from 'postgres';
import type { Queryable, Sql } from '../../hq-db/connections.ts';
import type { Item } from '../batch.ts';
import { administeredByHq } from './administered-by-hq.ts';

const lock = `hashtextextended('hq-ingest authority', 0)`;

/**
 * A transaction whose mode is named asks its first questions together with BEGIN (ADR 0024). What is asked first here is a lock and a look: should BEGIN
 * fail, they have changed nothing.
 */
const asksWithBegin = 'isolation level read committed';

/**
 * Begins a transaction that writes what Field has sent, and gives it the items that are not Field's to change, because HQ keeps their account. Until it has
 * awaited them it may only ask what changes nothing; that goes to the database together with BEGIN.
 */
export function beginBehindGate<Result>(
  sql: Sql,
  items: readonly Item[],
  work: (transaction: postgres.TransactionSql, closed: Promise<ReadonlySet<Item>>) => Promise<Result>,
) {
  return sql.begin(asksWithBegin, (transaction) => work(transaction, closedTo(transaction, items)));
}

async function closedTo(sql: Queryable, items: readonly Item[]): Promise<ReadonlySet<Item>> {
  return (await entersWithHqAccounts(sql)) ? administeredByHq(sql, items) : new Set();
}

/**
 * Whether HQ keeps the administration of any account. Batches hold a shared lock to their end, taken before they look; both go in one round
 * trip, and the look is a statement of its own because one that has waited for a lock would still see what was before it.
 */
async function entersWithHqAccounts(sql: Queryable): Promise<boolean> {
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
