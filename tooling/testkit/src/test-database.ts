import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import { createDatabase, dropDatabase, withConnection } from './databases.ts';
import { testPostgres } from './test-postgres.ts';

/** A database of one test file. */
export interface TestDatabase {
  url: string;
  /** Drops it, with whatever is still connected. */
  drop(): Promise<void>;
}

/**
 * Gives a test file a database of its own: a clone of a template that `prepare` fills once per test run and server.
 * One name stands for one way to prepare. `prepare` gets the URL of the empty template and must close its connections.
 * `settings` are those of the database, which its sessions begin with.
 */
export async function testDatabase(
  template: string,
  prepare: (url: string) => Promise<void>,
  settings: Record<string, string> = {},
): Promise<TestDatabase> {
  const server = testPostgres();
  const admin = server.url('postgres');
  const source = `template_${template}`;
  // The lock keeps the workers of a run from preparing the same template twice; it is let go when the connection closes.
  await withConnection(admin, async (sql) => {
    await sql`select pg_advisory_lock(hashtextextended(${source}, 0))`;
    if (!(await isPrepared(sql, source))) await prepareTemplate(admin, sql, source, () => prepare(server.url(source)));
  });
  const name = `${template}_${randomUUID().slice(0, 8)}`;
  await createDatabase(admin, name, source);
  await withConnection(admin, async (sql) => {
    for (const [setting, value] of Object.entries(settings)) await sql.unsafe(`alter database "${name}" set "${setting}" = '${value}'`);
  });
  return { url: server.url(name), drop: () => dropDatabase(admin, name) };
}

async function isPrepared(sql: postgres.Sql, source: string): Promise<boolean> {
  const rows = await sql`select 1 from pg_database where datname = ${source} and datistemplate`;
  return rows.length > 0;
}

/** The mark "is a template" is set last: a template without it was left behind by a preparation that failed. */
async function prepareTemplate(admin: string, sql: postgres.Sql, source: string, prepare: () => Promise<void>): Promise<void> {
  await dropDatabase(admin, source);
  await createDatabase(admin, source);
  await prepare();
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${source}`;
  await sql`alter database ${sql(source)} with is_template true allow_connections false`;
}
