import { ConfigError } from '../config.ts';
import type { Sql } from './connections.ts';

/** Refuses a database that is Field's or the migration runner's, by what it holds. Throws ConfigError. */
export async function refuseOthers(sql: Sql): Promise<void> {
  const [found] = await sql<{ database: string; isField: boolean; isRunner: boolean }[]>`
    select current_database() as database, to_regclass('migration.applied') is not null as "isRunner",
      to_regclass('account_users') is not null and to_regclass('contacts') is not null as "isField"`;
  if (found === undefined || !(found.isField || found.isRunner)) return;
  throw new ConfigError(
    `HQ_DATABASE_URL names the database ${found.database}, which holds the tables of ${found.isField ? 'Field' : 'the migration runner'}. HQ needs a database of its own: create an empty one, and name it there.`,
  );
}
