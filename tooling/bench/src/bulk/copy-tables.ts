// The plain alternative: COPY of every table of one database into the same tables of another, all constraints and indexes in place.
import { pipeline } from 'node:stream/promises';
import postgres from 'postgres';
import { inFillingOrder } from './table-order.ts';

export interface Copied {
  rows: number;
  seconds: number;
}

/** Copies all rows of HQ's tables, parents first, one stream a table. The target has the same migrations and no rows. */
export async function copyTables(sourceUrl: string, targetUrl: string): Promise<Copied> {
  const source = postgres(sourceUrl, { max: 1, onnotice: () => {} });
  const target = postgres(targetUrl, { max: 1, onnotice: () => {} });
  try {
    const tables = await filledTables(source);
    const begun = performance.now();
    for (const table of tables) {
      const from = await source.unsafe(`copy ${table} to stdout`).readable();
      await pipeline(from, await target.unsafe(`copy ${table} from stdin`).writable());
    }
    const seconds = (performance.now() - begun) / 1000;
    return { rows: await countRows(target, tables), seconds };
  } finally {
    await Promise.all([source.end({ timeout: 5 }), target.end({ timeout: 5 })]);
  }
}

/** Rows that stand in all tables of HQ, and the bytes of its database, indexes included. */
export interface Held {
  rows: number;
  bytes: number;
}

export async function measureHq(url: string): Promise<Held> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [size] = await sql<{ bytes: number }[]>`select pg_database_size(current_database())::float8 as bytes`;
    return { rows: await countRows(sql, await filledTables(sql)), bytes: size?.bytes ?? 0 };
  } finally {
    await sql.end();
  }
}

/** Quoted names of the tables that hold records, in the order in which they can be filled; the list of migrations is none of them. */
async function filledTables(sql: postgres.Sql): Promise<string[]> {
  const tables = await sql<{ name: string; refersTo: string[] }[]>`
    select c.oid::regclass::text as name,
      coalesce((select array_agg(distinct k.confrelid::regclass::text) from pg_constraint k where k.conrelid = c.oid and k.contype = 'f'), '{}') as "refersTo"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relname !~ 'migration'
    order by 1`;
  return inFillingOrder(tables);
}

async function countRows(sql: postgres.Sql, tables: readonly string[]): Promise<number> {
  let rows = 0;
  for (const table of tables) {
    const [row] = await sql.unsafe<{ rows: number }[]>(`select count(*)::int as rows from ${table}`);
    rows += row?.rows ?? 0;
  }
  return rows;
}
