import { readConfig } from '../config.ts';
import { developmentUrl } from '../development.ts';
import { openSession, type Sql } from '../hq-db/connections.ts';
import { withHint } from './start-errors.ts';

/** Does the work of a command on a session of HQ's database, named by the environment, else the development server's; ends the session. */
export async function onHqDatabase<Result>(command: string, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const config = readConfig();
  const onSession = async () => {
    const sql = openSession(config.databaseUrl ?? (await developmentUrl()), `hq ${command}`);
    try {
      return await work(sql);
    } finally {
      await sql.end({ timeout: 1 });
    }
  };
  return await withHint(onSession(), config);
}
