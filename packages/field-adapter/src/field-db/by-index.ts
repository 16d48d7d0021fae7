import type { FieldSession } from './open-field.ts';

/**
 * For the rest of the transaction, rows are looked up through indexes, in the order in which each query names its tables. Meant for
 * statements about a few keys: tables without statistics, or with stale ones, would otherwise be scanned whole for each of them. A
 * plan is made each time, because one that was kept from when a table was empty stays bad until somebody analyzes the table.
 */
export async function lookUpByIndex(sql: FieldSession): Promise<void> {
  await sql`
    select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true),
      set_config('join_collapse_limit', '1', true), set_config('from_collapse_limit', '1', true),
      set_config('plan_cache_mode', 'force_custom_plan', true)`;
}

/** Runs statements of such a transaction that look many keys up in a table which has no index for them: once through the table, not once for each key. */
export async function lookUpByHash(sql: FieldSession, work: () => Promise<unknown>): Promise<void> {
  await sql`select set_config('enable_hashjoin', 'on', true)`;
  await work();
  await sql`select set_config('enable_hashjoin', 'off', true)`;
}
