import type postgres from 'postgres';
import type { Random } from '../generator/random.ts';
import { NothingToChange } from './change-kind.ts';

export type Connection = postgres.Sql | postgres.TransactionSql;
type Values = Record<string, string | number | boolean | null>;

/** A legacy row as the driver gives it; ids are strings because they are bigint. */
export type Row = Record<string, string | null> & { id: string };

const withoutSoftDelete = new Set(['addresses', 'project_companies', 'free_trials', 'areas']);

/** A living row near a random point of the ids. Rows that another change holds are passed over, so changes do not wait for each other. */
export async function pickRow(
  sql: Connection,
  random: Random,
  table: string,
  condition: postgres.PendingQuery<postgres.Row[]> = sql`true`,
): Promise<Row> {
  const living = withoutSoftDelete.has(table) ? sql`true` : sql`deleted_at is null`;
  return rowNear(sql, random.next(), table, sql`${living} and ${condition}`);
}

/** The same among the soft-deleted rows. */
export async function pickDeleted(sql: Connection, random: Random, table: string): Promise<Row> {
  return rowNear(sql, random.next(), table, sql`deleted_at is not null`);
}

// The point is a bigint: compared with a double, the index on id would not be used.
async function rowNear(sql: Connection, point: number, table: string, condition: postgres.PendingQuery<postgres.Row[]>): Promise<Row> {
  for (const share of [point, 0]) {
    const [row] = await sql<Row[]>`
      select * from ${sql(table)} where id >= (select floor(max(id) * ${share}::float8)::bigint from ${sql(table)}) and ${condition}
      order by id limit 1 for update skip locked`;
    if (row !== undefined) return row;
  }
  throw new NothingToChange(table);
}

/** A living row among the first twenty or so that hang on a parent, other than `besides`. */
export async function pickChild(
  sql: Connection,
  random: Random,
  table: string,
  column: string,
  parent: string | null,
  besides = '0',
): Promise<Row> {
  const living = withoutSoftDelete.has(table) ? sql`true` : sql`deleted_at is null`;
  for (const offset of [random.below(20), 0]) {
    const [row] = await sql<Row[]>`
      select * from ${sql(table)} where ${sql(column)} = ${parent} and id <> ${besides} and ${living}
      offset ${offset} limit 1 for update skip locked`;
    if (row !== undefined) return row;
  }
  throw new NothingToChange(`${table} of one ${column}`);
}

/** Changes a row as Rails does: updated_at is the application's clock. */
export async function update(sql: Connection, table: string, id: string, values: Values): Promise<void> {
  await sql`update ${sql(table)} set ${sql({ ...values, updated_at: now() })} where id = ${id}`;
}

export async function insert(sql: Connection, table: string, values: Values): Promise<string> {
  const at = now();
  const [row] = await sql<{ id: string }[]>`insert into ${sql(table)} ${sql({ ...values, created_at: at, updated_at: at })} returning id`;
  return (row as { id: string }).id;
}

export async function softDelete(sql: Connection, table: string, id: string): Promise<void> {
  await update(sql, table, id, { deleted_at: now() });
}

/** UTC, and it says so: the driver takes a time without a zone for one of this host. The legacy columns hold it without. */
export function now(): string {
  return new Date().toISOString();
}
