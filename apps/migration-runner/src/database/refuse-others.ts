import type postgres from 'postgres';
import { UsageError } from '../config.ts';

/** Refuses a database that is Field's or HQ's, by what it holds: URLs of one database differ in user or name of the host. Throws UsageError. */
export async function refuseOthers(sql: postgres.Sql | postgres.TransactionSql): Promise<void> {
  const [found] = await sql<{ database: string; isField: boolean; isHq: boolean }[]>`
    select current_database() as database, to_regclass('hq_migrations') is not null as "isHq",
      to_regclass('account_users') is not null and to_regclass('contacts') is not null as "isField"`;
  if (found?.isField) throw notOurs(found.database, "holds Field's tables");
  if (found?.isHq) throw notOurs(found.database, "holds HQ's tables");
}

/** Refuses settings that name one database for both. Throws UsageError. */
export function refuseEqual(runnerUrl: string, fieldUrl: string | null): void {
  if (fieldUrl !== null && placeOf(runnerUrl) === placeOf(fieldUrl))
    throw notOurs(new URL(runnerUrl).pathname.slice(1), 'is the one that FIELD_DATABASE_URL names');
}

function placeOf(url: string): string {
  const { hostname, port, pathname, search } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}${search}`;
}

function notOurs(database: string, what: string): UsageError {
  return new UsageError(
    `RUNNER_DATABASE_URL names the database ${database}, which ${what}. The runner needs a database of its own: create an empty one, and name it there.`,
  );
}
