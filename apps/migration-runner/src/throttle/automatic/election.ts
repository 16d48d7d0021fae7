import type postgres from 'postgres';
import type { RunnerDatabase } from '../../database/open-runner.ts';

const lock = 7_340_023;

/** One host at a time is elected: it holds a lock of the runner's database on a connection of its own, and loses it with that. */
export class Election {
  readonly #runner: RunnerDatabase;
  #session: postgres.ReservedSql | null = null;

  constructor(runner: RunnerDatabase) {
    this.#runner = runner;
  }

  /** Whether this host is the elected one; stands for election when it is not. */
  async isElected(): Promise<boolean> {
    if (this.#session !== null) {
      try {
        const [row] = await this.#session<{ held: boolean }[]>`
          select exists (select from pg_locks where locktype = 'advisory' and objid = ${lock} and pid = pg_backend_pid() and granted) as held`;
        if (row?.held) return true;
      } catch {
        // The connection is gone, and the lock with it.
      }
      await this.resign();
    }
    const session = await this.#runner.reserve();
    const [row] = await session<{ got: boolean }[]>`select pg_try_advisory_lock(${lock}) as got`;
    if (row?.got !== true) {
      session.release();
      return false;
    }
    this.#session = session;
    return true;
  }

  async resign(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    if (session === null) return;
    await session`select pg_advisory_unlock(${lock})`.catch(() => {});
    session.release();
  }
}
