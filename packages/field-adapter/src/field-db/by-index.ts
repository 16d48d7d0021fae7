import { type FieldSession, legacyTables } from './open-field.ts';

const identityTables = ['logins', 'company_names', 'address_owners', 'former_names'];
const lookedUp = [...legacyTables, ...[...identityTables, 'touches', 'quarantine'].map((name) => `outbound.${name}`)];
/** In rows. Of smaller tables any plan will do. */
const small = 1000;

/** Whether tables have grown is asked no more often by a connection, in seconds. */
const sizesEverySeconds = 1;

/**
 * For the rest of the transaction, rows are looked up through indexes, in the order in which each query names its tables. Meant for
 * statements about a few keys: tables without statistics, or with stale ones, would otherwise be scanned whole for each of them. Plans
 * are kept, because making one takes longer than running it; but one from when a table was empty stays bad until somebody analyzes the
 * table, so a connection forgets its plans when a table has become a few times larger or smaller. What is asked in one way with this runs by the
 * plans that there are.
 */
export async function lookUpByIndex(sql: FieldSession): Promise<void> {
  const [session] = await sql<{ asksSizes: boolean }[]>`
    select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true),
      set_config('join_collapse_limit', '1', true), set_config('from_collapse_limit', '1', true),
      set_config('plan_cache_mode', 'force_generic_plan', true),
      now.second is distinct from current_setting('outbound.sizes_asked', true) as "asksSizes", set_config('outbound.sizes_asked', now.second, false)
    from (select div(extract(epoch from clock_timestamp()), ${sizesEverySeconds})::text as second) as now`;
  if (session?.asksSizes && (await haveSizesChanged(sql))) await sql`discard plans`;
}

/**
 * How large tables are the statistics say, which no lock on a table keeps from being read: to ask for its size would queue behind an ALTER,
 * and live changes of other tables with it.
 */
async function haveSizesChanged(sql: FieldSession): Promise<boolean> {
  const [plans] = await sql<{ areStale: boolean }[]>`
    select current_setting('outbound.planned_for', true) is distinct from now.sizes as "areStale", set_config('outbound.planned_for', now.sizes, false)
    from (
      select string_agg(ln(1 + pg_stat_get_live_tuples(to_regclass(name))::float8 / ${small})::int::text, ' ') as sizes
      from unnest(${lookedUp}::text[]) as name
    ) as now`;
  return plans?.areStale ?? false;
}

/**
 * Runs statements of such a transaction that look many keys up in a table which has no index for them: once through the table, not once for each key,
 * whatever the planner thinks of how many there are.
 */
export async function lookUpByHash(sql: FieldSession, work: () => Promise<unknown>): Promise<void> {
  await sql`select set_config('enable_hashjoin', 'on', true), set_config('enable_nestloop', 'off', true)`;
  await work();
  await sql`select set_config('enable_hashjoin', 'off', true), set_config('enable_nestloop', 'on', true)`;
}
