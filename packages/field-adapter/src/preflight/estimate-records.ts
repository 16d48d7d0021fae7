import { toFieldError } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';

export interface RecordEstimate {
  /** About as many as records would be sent, a person once for each account. */
  records: number;
  /** Tables that were counted row by row: nobody has analyzed them, or they were empty then. */
  counted: string[];
}

/** Tables that records are made of, with how many records a living row makes: a member is one and has a user. */
const tables = [
  { name: 'accounts', records: 1, living: 'deleted_at is null' },
  { name: 'account_users', records: 2, living: 'deleted_at is null' },
  { name: 'companies', records: 1, living: 'deleted_at is null' },
  { name: 'projects', records: 1, living: 'deleted_at is null' },
  { name: 'contacts', records: 1, living: 'deleted_at is null' },
  { name: 'project_companies', records: 1, living: 'true' },
] as const;

/**
 * How large a Field is, at once whatever its size: PostgreSQL's statistics as its planner reads them, rows of a page times pages of today. Measures
 * as `listAccounts` does, so that two Fields can be compared.
 */
export async function estimateRecords(field: FieldDatabase): Promise<RecordEstimate> {
  try {
    // Without statistics of deleted_at its share of living rows is not known; project_companies has none.
    const known = await field<{ name: string; rows: number | null }[]>`
      select c.relname as name, case when c.reltuples >= 0 and c.relpages > 0 and (a.attnum is null or s.null_frac is not null)
        then (c.reltuples / c.relpages * pg_relation_size(c.oid) / current_setting('block_size')::int * coalesce(s.null_frac, 1))::float8 end as rows
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      left join pg_attribute a on a.attrelid = c.oid and a.attname = 'deleted_at' and not a.attisdropped
      left join pg_stats s on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = 'deleted_at'
      where c.oid in (select to_regclass(name) from unnest(${tables.map(({ name }) => name)}::text[]) name)`;
    const rows = new Map(known.map((one) => [one.name, one.rows]));
    const estimate: RecordEstimate = { records: 0, counted: [] };
    for (const { name, records, living } of tables) {
      let of = rows.get(name) ?? null;
      if (of === null) {
        const [row] = await field<{ rows: number }[]>`select count(*)::float8 as rows from ${field(name)} where ${field.unsafe(living)}`;
        of = row?.rows ?? 0;
        estimate.counted.push(name);
      }
      estimate.records += of * records;
    }
    return { ...estimate, records: Math.round(estimate.records) };
  } catch (error) {
    throw toFieldError(error);
  }
}
