import type { Sql } from '../hq-db/connections.ts';
import { isMigrated } from '../hq-db/migrate.ts';

export type Readiness = { status: 'ready' } | { status: 'not ready'; reason: string };

/** Ready means: the database answers and holds every migration of this program. */
export async function isReady(sql: Sql): Promise<Readiness> {
  try {
    return (await isMigrated(sql))
      ? { status: 'ready' }
      : { status: 'not ready', reason: 'migrations are missing; start `pnpm hq serve`, which applies them' };
  } catch {
    return { status: 'not ready', reason: 'the HQ database does not answer' };
  }
}
