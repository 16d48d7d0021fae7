import type postgres from 'postgres';

/** Whether a session of this database waits for a lock. Other test files have databases in the same cluster, and wait for theirs. */
export async function waitsForLock(sql: postgres.Sql): Promise<boolean> {
  const waiting = await sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  return waiting.length > 0;
}
