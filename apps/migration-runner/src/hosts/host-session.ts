import type postgres from 'postgres';
import type { RunnerDatabase } from '../database/open-runner.ts';

/** First key of the locks of all hosts; the second one is made of the host's id. */
const lockClass = 7_340_025;
/** Seconds without a report after which a host without a session is gone: one that lives and has lost its connection has a new one by then. */
const reconnectSeconds = 2;
/** Seconds after the start of the server in which hosts may still be coming back to it. */
const restartSeconds = 5;

/**
 * A session of the runner's database that a host keeps for as long as it lives, with a lock. When the process dies, its server gives the lock
 * back within moments, so that the other hosts need not wait until it has been silent for long.
 */
export class HostSession {
  readonly #runner: RunnerDatabase;
  readonly #host: string;
  #session: postgres.ReservedSql | null = null;

  constructor(runner: RunnerDatabase, host: string) {
    this.#runner = runner;
    this.#host = host;
  }

  /** Makes sure of the lock, on a new connection when the old one was lost. */
  async keep(): Promise<void> {
    const session = (this.#session ??= await this.#runner.reserve());
    try {
      await session`
        select pg_advisory_lock_shared(${lockClass}, hashtext(${this.#host}))
        where not exists (select from pg_locks where ${isLockOf(session, session`${this.#host}::text`)} and pid = pg_backend_pid())`;
    } catch (error) {
      this.#session = null;
      session.release();
      throw error;
    }
  }

  async end(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    if (session === null) return;
    await session`select pg_advisory_unlock_shared(${lockClass}, hashtext(${this.#host}))`.catch(() => {});
    session.release();
  }
}

/** Condition on `migration.hosts`: nothing says that the host may have died. One of an older release keeps no session that could say so. */
export function isConnected(runner: RunnerDatabase): postgres.Fragment {
  return runner`(not keeps_session or exists (select from pg_locks where ${isLockOf(runner, runner`hosts.id::text`)}))`;
}

/** Condition on `migration.hosts`: the host has died, or has been cut off for so long that it would have come back. */
export function isGone(runner: RunnerDatabase): postgres.Fragment {
  // A report from the future was written before the clock jumped back.
  return runner`(
    ended_at is null and not ${isConnected(runner)}
    and seen_at not between clock_timestamp() - make_interval(secs => ${reconnectSeconds}) and clock_timestamp() + make_interval(secs => ${reconnectSeconds})
    and pg_postmaster_start_time() < clock_timestamp() - make_interval(secs => ${restartSeconds})
  )`;
}

/** Hosts that have gone within the last minute. */
export async function goneHosts(runner: RunnerDatabase): Promise<string[]> {
  const rows = await runner<{ id: string }[]>`
    select id from migration.hosts where ${isGone(runner)} and seen_at > clock_timestamp() - interval '1 minute'`;
  return rows.map(({ id }) => id);
}

function isLockOf(runner: RunnerDatabase, host: postgres.Fragment): postgres.Fragment {
  return runner`
    locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
    and classid = ${lockClass} and objid = hashtext(${host})::oid and objsubid = 2`;
}
