import type postgres from 'postgres';
import type { RunnerDatabase } from '../database/open-runner.ts';
import { isConnected, isGone } from '../hosts/host-session.ts';
import { dueOf, overridesAfter, takenBack } from './overrides.ts';
import type { QuietHours, SetBy, Setting, ThrottleChange, ThrottleSettings, ThrottleView } from './throttle-settings.ts';

const channel = 'migration_throttle';

/** Seconds of silence after which a host no longer counts, and its part of the limits falls to the others. */
export const silentSeconds = 5;

/** Settings of all hosts, kept in the runner's database with who changed them and why. */
export class ThrottleStore {
  readonly #runner: RunnerDatabase;

  constructor(runner: RunnerDatabase) {
    this.#runner = runner;
  }

  async read(): Promise<ThrottleSettings> {
    return (await this.view()).settings;
  }

  /** Settings, quiet hours and living hosts, begun or not, of one moment. An override that has run out is taken back first. */
  async view(): Promise<ThrottleView> {
    const look = () => this.#runner<(ThrottleSettings & { quiet: QuietHours[] } & Pick<ThrottleView, 'hosts' | 'notBegun' | 'now'>)[]>`
      select ${this.#columns()}, clock_timestamp() as now, hosts, "notBegun",
        (select coalesce(json_agg(json_build_object('id', id, 'cron', cron, 'minutes', minutes, 'timeZone', time_zone, 'reason', reason, 'actor', actor) order by id), '[]') from migration.quiet_hours) as quiet
      from migration.throttle cross join (
        select coalesce(json_agg(host) filter (where begun_at is not null), '[]') as hosts, coalesce(json_agg(host) filter (where begun_at is null), '[]') as "notBegun"
        from migration.hosts cross join lateral json_build_object(
          'id', id, 'ageMs', extract(epoch from clock_timestamp() - begun_at)::float8 * 1000, 'isConnected', ${isConnected(this.#runner)}, 'isDrained', drained
        ) host
        where ${this.#lives()}
      ) living`;
    let [row] = await look();
    if (row !== undefined && dueOf(row.overrides, row.now).length > 0) {
      await this.#expire();
      [row] = await look();
    }
    if (row === undefined) throw new Error('the throttle has no row');
    const { quiet, hosts, notBegun, now, ...settings } = row;
    return { settings, quietHours: quiet, hosts, notBegun, now };
  }

  /**
   * Changes what is given and keeps the old settings in the history; all hosts follow within a second. With `forSeconds` it is an
   * override: what stood before comes back by itself. Without it, what is given holds from now on, also under an override of the rest.
   */
  async set(change: ThrottleChange & { reason: string; actor: string; forSeconds?: number | undefined }): Promise<ThrottleSettings> {
    const { reason, actor, forSeconds, ...rest } = change;
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as ThrottleChange;
    await this.#runner.begin(async (sql) => {
      const { now, ...before } = await this.#locked(sql);
      const until = forSeconds === undefined ? null : new Date(now.getTime() + forSeconds * 1000);
      const by: SetBy = { reason, actor, since: now.toISOString() };
      await this.#change(sql, {
        values: given,
        overrides: overridesAfter(before, given, until),
        setBy: { ...before.setBy, ...Object.fromEntries(Object.keys(given).map((name) => [name, by])) },
        reason,
        actor,
      });
    });
    return this.read();
  }

  /** Tells the hosts that work now to end when what they have in flight is answered; those that start later are not concerned. */
  async drain(reason: string, actor: string): Promise<void> {
    await this.#runner.begin(async (sql) => {
      await this.#keep(sql);
      await sql`update migration.throttle set drained_at = clock_timestamp(), reason = ${reason}, actor = ${actor}, since = clock_timestamp()`;
      await sql`update migration.hosts set drained = true where ended_at is null`;
      await sql`select pg_notify(${channel}, '')`;
    });
  }

  /** Hosts that have not ended: those that live, and those that froze, of which nobody hears. One that keeps its session has not died. */
  async notEnded(): Promise<string[]> {
    const rows = await this.#runner<{ id: string }[]>`
      select id from migration.hosts
      where ${this.#lives()} or (ended_at is null and session_since is not null and ${isConnected(this.#runner)})`;
    return rows.map(({ id }) => id);
  }

  /** Condition on `migration.hosts`: it was heard of lately, and has neither ended nor died. */
  #lives() {
    return this.#runner`
      (ended_at is null and seen_at > clock_timestamp() - make_interval(secs => ${silentSeconds}) and not ${isGone(this.#runner)})`;
  }

  /** How accounts were last walked, when none is walked now; what an override had set does not count. null: they never were. */
  async lastWalking(): Promise<Pick<ThrottleSettings, 'workers' | 'automatic'> | null> {
    const [row] = await this.#runner<{ workers: number; automatic: boolean }[]>`
      select * from (
        select coalesce((overrides -> 'workers' ->> 'value')::int, workers) as workers,
          coalesce((overrides -> 'automatic' ->> 'value')::boolean, automatic) as automatic, since
        from migration.throttle_history
      ) former where workers > 0 order by since desc limit 1`;
    return row === undefined ? null : { workers: row.workers, automatic: row.automatic };
  }

  /** The settings now and those before, the newest first. */
  async history(most: number): Promise<ThrottleSettings[]> {
    const rows = await this.#runner<ThrottleSettings[]>`
      select * from (
        select ${this.#columns()} from migration.throttle union all select ${this.#columns()} from migration.throttle_history
      ) all_of_them order by since desc limit ${most}`;
    return [...rows];
  }

  async quiet(hours: Omit<QuietHours, 'id'>): Promise<void> {
    await this.#runner`
      insert into migration.quiet_hours (cron, minutes, time_zone, reason, actor) values (${hours.cron}, ${hours.minutes}, ${hours.timeZone}, ${hours.reason}, ${hours.actor})`;
    await this.notify();
  }

  /** Whether there were such quiet hours. */
  async removeQuiet(id: number): Promise<boolean> {
    const removed = await this.#runner`delete from migration.quiet_hours where id = ${id}`;
    await this.notify();
    return removed.count === 1;
  }

  /** Makes every host look again. */
  async notify(): Promise<void> {
    await this.#runner`select pg_notify(${channel}, '')`;
  }

  /** Calls back with the view now and after every change: told by a notification, and asked once a second in case one or the database was lost. */
  follow(onView: (view: ThrottleView) => void): { stop(): Promise<void> } {
    let [asked, answered] = [0, 0];
    // Several are asked at once, on sessions of their own: a late answer does not bring back what was before.
    const inTurn = () => {
      const turn = (asked += 1);
      return (view: ThrottleView) => {
        if (turn < answered) return;
        answered = turn;
        onView(view);
      };
    };
    const read = () => this.view().then(inTurn(), () => {});
    // A connection that is lost is made anew by the driver, which then listens again: also when it was lost before the first answer.
    const listening = this.#runner
      .listen(
        channel,
        () => void read(),
        () => void read(),
      )
      .catch(() => null);
    const timer = setInterval(() => void read(), 1000);
    void read();
    return {
      async stop() {
        clearInterval(timer);
        await (await listening)?.unlisten();
      },
    };
  }

  async #expire(): Promise<void> {
    await this.#runner.begin(async (sql) => {
      const { now, ...settings } = await this.#locked(sql);
      const due = dueOf(settings.overrides, now);
      // Another host was quicker.
      if (due.length === 0) return;
      const reason = `an override has expired: ${due.join(', ')} as before`;
      await this.#change(sql, { ...takenBack(settings, due), reason, actor: 'migration-runner' });
    });
  }

  /** The settings, which nobody else changes until the transaction ends. */
  async #locked(sql: postgres.TransactionSql): Promise<ThrottleSettings & { now: Date }> {
    const [row] = await sql<(ThrottleSettings & { now: Date })[]>`
      select ${this.#columns()}, clock_timestamp() as now from migration.throttle for update`;
    if (row === undefined) throw new Error('the throttle has no row');
    return row;
  }

  /** The settings as they were go into the history; every host is told. */
  async #change(
    sql: postgres.TransactionSql,
    to: Pick<ThrottleSettings, 'overrides' | 'setBy' | 'reason' | 'actor'> & { values: ThrottleChange },
  ): Promise<void> {
    const { values, overrides, setBy, reason, actor } = to;
    await this.#keep(sql);
    await sql`
      update migration.throttle
      set ${sql({ ...columnsOf(values), reason, actor })}, since = clock_timestamp(), overrides = ${sql.json(overrides as never)}, set_by = ${sql.json(setBy as never)}`;
    await sql`select pg_notify(${channel}, '')`;
  }

  async #keep(sql: Pick<RunnerDatabase, 'unsafe'>): Promise<void> {
    const columns = [...Object.values(columnNames), 'drained_at', 'overrides', 'set_by', 'reason', 'actor', 'since'].join(', ');
    await sql.unsafe(`insert into migration.throttle_history (${columns}) select ${columns} from migration.throttle`);
  }

  #columns() {
    return this.#runner`workers, fibres, batch_size as "batchSize", records_per_second as "recordsPerSecond", paused, killed, automatic,
      ceiling_workers as "ceilingWorkers", ceiling_fibres as "ceilingFibres", drained_at as "drainedAt", overrides, set_by as "setBy", reason, actor, since,
      (select min((value ->> 'until')::timestamptz) from jsonb_each(overrides)) as "expiresAt"`;
  }
}

/** Column of each setting that may be changed. */
const columnNames: Record<Setting, string> = {
  workers: 'workers',
  fibres: 'fibres',
  batchSize: 'batch_size',
  recordsPerSecond: 'records_per_second',
  paused: 'paused',
  killed: 'killed',
  automatic: 'automatic',
  ceilingWorkers: 'ceiling_workers',
  ceilingFibres: 'ceiling_fibres',
};

function columnsOf(values: ThrottleChange): Record<string, number | boolean | null> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [columnNames[name as Setting], value]));
}
