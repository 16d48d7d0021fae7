import { capturedTables } from '../outbox/captured-tables.ts';
import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';

/**
 * Rows of captured tables that are updated or deleted in a second, on average since the statistics were reset. Inserts are left out: in a
 * database that was filled or restored since then they say nothing of what its users do. Throws FieldError.
 */
export async function changeRate(field: FieldDatabase): Promise<{ changesPerSecond: number; since: string }> {
  const names = capturedTables.map(({ name }) => name);
  const [row] = await inField(
    () => field<{ rate: number; since: string }[]>`
    with since as (select coalesce((select stats_reset from pg_stat_database where datname = current_database()), pg_postmaster_start_time()) as at)
    select coalesce(sum(n_tup_upd + n_tup_del), 0)::float8 / greatest(1, extract(epoch from clock_timestamp() - (select at from since)))::float8 as rate,
      (select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from since) as since
    from pg_stat_user_tables where schemaname = 'public' and relname = any(${names}::text[])`,
  );
  return { changesPerSecond: row?.rate ?? 0, since: row?.since ?? '' };
}
