import type postgres from 'postgres';
import type { RunnerDatabase } from '../database/open-runner.ts';

/** First key of the locks of all hosts; the second one is made of the host's id. */
const lockClass = 7_340_025;
/** Seconds in which a host that lives and has lost its session has a new one. */
const reconnectSeconds = 2;

/**
 * A session of the runner's database that a host, or whoever else takes work under a lease, keeps for as long as it lives, with a lock. When the
 * process dies, its server gives the lock back within moments, so that the others need not wait until it has been silent for long.
 */
export class HostSession {
  readonly #runner: RunnerDatabase;
  readonly id: string;
  #sql: Promise<postgres.ReservedSql> | null = null;
  #since = new Date(0);

  constructor(runner: RunnerDatabase, id: string) {
    this.#runner = runner;
    this.id = id;
  }

  /** Makes sure of the lock. Returns since when it is held, by the database's clock. */
  async keep(): Promise<Date> {
    const [taken] = await this.ask(
      (sql) => sql<{ at: Date }[]>`
        select pg_advisory_lock_shared(${lockClass}, hashtext(${this.id})), clock_timestamp() as at
        where not exists (select from pg_locks where ${isLockOf(sql, sql`${this.id}::text`)} and pid = pg_backend_pid())`,
    );
    if (taken !== undefined) this.#since = taken.at;
    return this.#since;
  }

  /** Asks in this session, where locks outlast transactions; in a new one, which has none, when the old one was lost. */
  async ask<T>(question: (sql: postgres.ReservedSql) => Promise<T>): Promise<T> {
    const isNew = this.#sql === null;
    try {
      return await this.#askOnce(question);
    } catch (error) {
      if (isNew) throw error;
      return await this.#askOnce(question);
    }
  }

  async #askOnce<T>(question: (sql: postgres.ReservedSql) => Promise<T>): Promise<T> {
    const reserved = (this.#sql ??= this.#runner.reserve());
    let sql: postgres.ReservedSql | null = null;
    try {
      sql = await reserved;
      return await question(sql);
    } catch (error) {
      // Of several questions that fail together the first one gives the session up.
      if (this.#sql === reserved) {
        this.#sql = null;
        if (sql !== null) await giveBack(sql);
      }
      throw error;
    }
  }

  /** Gives all locks back. */
  async end(): Promise<void> {
    const reserved = this.#sql;
    this.#sql = null;
    if (reserved === null) return;
    const sql = await reserved.catch(() => null);
    if (sql !== null) await giveBack(sql);
  }
}

/** To the pool, without its locks. */
async function giveBack(sql: postgres.ReservedSql): Promise<void> {
  await sql`select pg_advisory_unlock_all()`.catch(() => {});
  sql.release();
}

/** Condition on `migration.hosts`: nothing says that the host may have died. One of an older release keeps no session that could say so. */
export function isConnected(runner: RunnerDatabase): postgres.Fragment {
  return runner`(hosts.session_since is null or ${hasLock(runner, runner`hosts`)})`;
}

/**
 * Condition on `migration.hosts`: the host has died, or has been cut off for so long that it would have come back. Nobody is gone while no host has
 * a session that is older than that: the database may have been away from all of them.
 */
export function isGone(runner: RunnerDatabase): postgres.Fragment {
  const past = runner`clock_timestamp() - make_interval(secs => ${reconnectSeconds})`;
  // A report from the future was written before the clock jumped back.
  return runner`(
    hosts.ended_at is null and not ${isConnected(runner)}
    and hosts.seen_at not between ${past} and clock_timestamp() + make_interval(secs => ${reconnectSeconds})
    and exists (select from migration.hosts other where other.ended_at is null and other.session_since < ${past} and ${hasLock(runner, runner`other`)})
  )`;
}

/** Hosts that have gone within the last minute. */
export async function goneHosts(runner: RunnerDatabase): Promise<string[]> {
  const rows = await runner<{ id: string }[]>`
    select id from migration.hosts where ${isGone(runner)} and seen_at > clock_timestamp() - interval '1 minute'`;
  return rows.map(({ id }) => id);
}

function hasLock(runner: RunnerDatabase, host: postgres.Fragment): postgres.Fragment {
  return hasSession(runner, runner`${host}.id::text`);
}

/** Condition on the text of an id: somebody has a session with its lock. */
export function hasSession(runner: RunnerDatabase, id: postgres.Fragment): postgres.Fragment {
  return runner`exists (select from pg_locks where ${isLockOf(runner, id)})`;
}

function isLockOf(runner: RunnerDatabase, host: postgres.Fragment): postgres.Fragment {
  return runner`
    locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
    and classid = ${lockClass} and objid = hashtext(${host})::oid and objsubid = 2`;
}
