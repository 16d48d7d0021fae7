import type postgres from 'postgres';
import type { HostSession } from '../../hosts/host-session.ts';

const lock = 7_340_023;

/** One host at a time is elected: it holds a lock in its session of the runner's database, and loses it with that. */
export class Election {
  readonly #session: HostSession;
  #stands = false;

  constructor(session: HostSession) {
    this.#session = session;
  }

  /** Whether this host is the elected one; stands for election when it is not. */
  async isElected(): Promise<boolean> {
    this.#stands = true;
    const [row] = await this.#session.ask(
      (sql) => sql<{ elected: boolean }[]>`
        select case
          when exists (select from pg_locks where ${ownLock(sql)}) then true
          else pg_try_advisory_lock(${lock})
        end as elected`,
    );
    return row?.elected === true;
  }

  async resign(): Promise<void> {
    if (!this.#stands) return;
    this.#stands = false;
    await this.#session
      .ask((sql) => sql`select pg_advisory_unlock(${lock}) where exists (select from pg_locks where ${ownLock(sql)})`)
      .catch(() => {});
  }
}

function ownLock(sql: postgres.ReservedSql): postgres.Fragment {
  return sql`locktype = 'advisory' and classid = 0 and objid = ${lock} and objsubid = 1 and pid = pg_backend_pid() and granted`;
}
