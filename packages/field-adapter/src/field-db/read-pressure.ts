import { toFieldError } from './field-error.ts';
import type { FieldDatabase } from './open-field.ts';

/** How hard the Field database works, as its customers feel it. */
export interface FieldPressure {
  /** Time of a short query by primary key, in milliseconds; the middle one of three. */
  probeMs: number;
  /** Share of the allowed connections that run a statement now. One that sleeps does not: so a relay waits for the next change. */
  activeConnections: number;
  /** How far the slowest replica is behind, in seconds; 0 without one, or when the role may not see it. */
  replicationLagSeconds: number;
  /** The longest transaction of others, in seconds; ours are left out. */
  longestTransactionSeconds: number;
}

/** Reads it with four short statements on one connection. Other sessions are only seen by a role of pg_read_all_stats. Throws FieldError. */
export async function readPressure(field: FieldDatabase): Promise<FieldPressure> {
  let session: Awaited<ReturnType<FieldDatabase['reserve']>> | null = null;
  try {
    session = await field.reserve();
    const times: number[] = [];
    for (let probe = 0; probe < 3; probe += 1) {
      const begun = performance.now();
      await session`select id from accounts order by id limit 1`;
      times.push(performance.now() - begun);
    }
    const [row] = await session<{ active: number; lag: number; longest: number }[]>`
      select
        (select count(*) filter (where state = 'active' and wait_event is distinct from 'PgSleep') from pg_stat_activity
          where backend_type = 'client backend')::float8
          / current_setting('max_connections')::float8 as active,
        coalesce((select extract(epoch from max(replay_lag)) from pg_stat_replication), 0)::float8 as lag,
        coalesce((select extract(epoch from clock_timestamp() - min(xact_start)) from pg_stat_activity
          where backend_type = 'client backend' and datname = current_database() and application_name <> current_setting('application_name')), 0)::float8 as longest`;
    return {
      probeMs: times.sort((a, b) => a - b)[1] ?? 0,
      activeConnections: row?.active ?? 0,
      replicationLagSeconds: row?.lag ?? 0,
      longestTransactionSeconds: row?.longest ?? 0,
    };
  } catch (error) {
    throw toFieldError(error);
  } finally {
    session?.release();
  }
}
