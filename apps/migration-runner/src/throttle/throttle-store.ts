import type { RunnerDatabase } from '../database/open-runner.ts';

export interface ThrottleSettings {
  /** Accounts a host works on at once; 0 or more. */
  workers: number;
  /** Batches a host has in flight at once; 1 or more. */
  fibres: number;
  /** Nothing is sent while it is set. */
  paused: boolean;
  reason: string;
  actor: string;
  since: Date;
}

const channel = 'migration_throttle';

/** Settings of all hosts, kept in the runner's database with who changed them and why. */
export class ThrottleStore {
  readonly #runner: RunnerDatabase;

  constructor(runner: RunnerDatabase) {
    this.#runner = runner;
  }

  async read(): Promise<ThrottleSettings> {
    const [row] = await this.#runner<ThrottleSettings[]>`select workers, fibres, paused, reason, actor, since from migration.throttle`;
    if (row === undefined) throw new Error('the throttle has no row');
    return row;
  }

  /** Changes what is given and keeps the old settings in the history. All hosts follow within a second. */
  async set(change: {
    workers?: number | undefined;
    fibres?: number | undefined;
    paused?: boolean | undefined;
    reason: string;
    actor: string;
  }): Promise<ThrottleSettings> {
    await this.#runner.begin(async (sql) => {
      await sql`insert into migration.throttle_history (workers, fibres, paused, reason, actor, since) select workers, fibres, paused, reason, actor, since from migration.throttle`;
      await sql`
        update migration.throttle set workers = coalesce(${change.workers ?? null}::int, workers), fibres = coalesce(${change.fibres ?? null}::int, fibres),
          paused = coalesce(${change.paused ?? null}::boolean, paused), reason = ${change.reason}, actor = ${change.actor}, since = clock_timestamp()`;
      await sql`select pg_notify(${channel}, '')`;
    });
    return this.read();
  }

  /** Calls back with the settings now and after every change: told by a notification, and asked once a second in case one was lost. */
  async follow(onSettings: (settings: ThrottleSettings) => void): Promise<{ stop(): Promise<void> }> {
    const read = () => this.read().then(onSettings, () => {});
    const listening = await this.#runner.listen(
      channel,
      () => void read(),
      () => void read(),
    );
    const timer = setInterval(() => void read(), 1000);
    onSettings(await this.read());
    return {
      async stop() {
        clearInterval(timer);
        await listening.unlisten();
      },
    };
  }
}
