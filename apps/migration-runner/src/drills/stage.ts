import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureStatus, type FieldDatabase, installCapture, openField } from '@hq-field/field-adapter';
import { type FaultProxy, startFaultProxy } from '@hq-field/testkit/fault-proxy';
import type { PostgresServer } from '@hq-field/testkit/postgres';
import type { Migrate } from '../commands/command.ts';
import { type Child, Children } from '../processes/children.ts';
import { freePort } from '../processes/ports.ts';
import { scripts } from '../processes/scripts.ts';
import { openRunner, type RunnerDatabase } from '../database/open-runner.ts';
import { ThrottleStore } from '../throttle/throttle-store.ts';
import type { FieldSize } from './field-size.ts';
import { mustHold } from './must-hold.ts';
import { HqOutcomes } from './hq-outcomes.ts';
import { reasonIn } from './reasons.ts';
import type { Servers } from './servers.ts';
import { mostSecondsToResume, type Sample, type TimelineEvent } from './timeline.ts';

export interface StageOptions {
  size: FieldSize;
  seed: number;
  servers: Servers;
  /** Runs a command line of the runner in this process. */
  migrate: Migrate;
  signingKeyFile: string;
  logFolder: string;
  signal: AbortSignal;
  onEvent: (event: TimelineEvent) => void;
}

/** What a process of a drill is started with besides its usual environment. */
export interface Play {
  failpoints?: string;
  env?: Record<string, string | undefined>;
}

/** How a command of the runner ended. */
export interface CommandEnd {
  code: number;
  answer: Record<string, unknown>;
  said: string;
}

const stallMs = 180_000;

/** Batches in flight at once where a run begins. */
export const fibresAtFirst = 4;

/** A whole migration with everything that a drill may pull: proxies between all parts, and the processes. */
export class Stage {
  readonly seed: number;
  readonly events: TimelineEvent[] = [];
  readonly samples: Sample[] = [];
  readonly outcomes = new HqOutcomes();
  readonly servers: Servers;
  /** Between runner and HQ, HQ and its database, runner and Field's database. */
  readonly proxies: Record<'hq' | 'hqDatabase' | 'fieldDatabase', FaultProxy>;
  field: FieldDatabase;
  readonly runner: RunnerDatabase;
  readonly children: Children;
  readonly #options: StageOptions;
  readonly #begun = performance.now();
  readonly #hqPort: number;
  readonly #sampling: NodeJS.Timeout;
  hq: Child | null = null;
  /** What runners have said of why they wait. */
  readonly #reasons: { at: number; words: string }[] = [];
  #changes: Child | null = null;
  #sentBefore = 0;

  private constructor(options: StageOptions, parts: Pick<Stage, 'servers' | 'proxies' | 'field' | 'runner' | 'children'>, hqPort: number) {
    this.#options = options;
    this.seed = options.seed;
    this.servers = parts.servers;
    this.proxies = parts.proxies;
    this.field = parts.field;
    this.runner = parts.runner;
    this.children = parts.children;
    this.#hqPort = hqPort;
    this.#sampling = setInterval(() => void this.#sample().catch(() => {}), 400);
  }

  /** Starts proxies, fills Field, installs capture, starts HQ and the changes, and puts every account into the queue. */
  static async open(options: StageOptions): Promise<Stage> {
    const { size, seed, servers } = options;
    await servers.clear();
    const { field, hq, runner } = servers;
    const hqPort = await freePort();
    const proxies = {
      hq: await startFaultProxy({ to: hqPort, seed }),
      hqDatabase: await startFaultProxy({ to: hq.port, seed }),
      fieldDatabase: await startFaultProxy({ to: field.port, seed }),
    };
    const stage = new Stage(
      options,
      {
        servers,
        proxies,
        field: openField(field.url('field'), { max: 4 }),
        runner: await openRunner(runner.url('runner'), { max: 3 }),
        children: new Children(options.logFolder),
      },
      hqPort,
    );
    try {
      const seeding = stage.start('field-seed', scripts.field, {
        words: [
          'seed',
          '--accounts',
          String(size.accounts ?? 30),
          '--rows-per-account',
          String(size.rowsPerAccount ?? 150),
          '--seed',
          String(seed),
          '--json',
        ],
        ends: true,
      });
      await seeding.done();
      await size.prepare?.(stage.field);
      await installCapture(stage.field);
      await new ThrottleStore(stage.runner).set({ batchSize: stage.#batchSize, reason: 'small batches', actor: 'drill' });
      await stage.startHq();
      stage.startChanges();
      await stage.command(['enqueue', '--all']);
      stage.event('stage', `Field is filled, HQ listens, ${size.rate ?? 20} changes a second flow, every account is in the queue`);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  get #batchSize(): number {
    return this.#options.size.batchSize ?? 40;
  }

  event(kind: TimelineEvent['kind'], words: string): void {
    const event = { at: this.elapsed(), kind, words };
    this.events.push(event);
    this.#options.onEvent(event);
  }

  elapsed(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  start(name: string, script: string, play: Play & { words: string[]; ends?: boolean; onLine?: (line: string) => void }): Child {
    return this.children.start(name, script, {
      arguments: play.words,
      ends: play.ends === true,
      env: {
        ...this.#settings(name.startsWith('runner')),
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        FAILPOINTS: play.failpoints,
        ...play.env,
      },
      ...(play.onLine === undefined ? {} : { onLine: play.onLine }),
    });
  }

  /** What every process is told. A runner comes to Field's database through the proxy. */
  #settings(isRunner: boolean): Record<string, string> {
    return {
      FIELD_DATABASE_URL: `postgres://postgres@127.0.0.1:${isRunner ? this.proxies.fieldDatabase.port : this.servers.field.port}/field`,
      HQ_DATABASE_URL: `postgres://postgres@127.0.0.1:${this.proxies.hqDatabase.port}/hq`,
      RUNNER_DATABASE_URL: this.servers.runner.url('runner'),
      HQ_URL: `http://127.0.0.1:${this.proxies.hq.port}`,
      HQ_PORT: String(this.#hqPort),
      RUNNER_SIGNING_KEY_FILE: this.#options.signingKeyFile,
      LOG_LEVEL: 'info',
    };
  }

  async startHq(play: Play = {}): Promise<Child> {
    const hq = this.start('hq', scripts.hq, { ...play, words: ['serve'] });
    this.hq = hq;
    await hq.line(/HQ listens on (\S+)/u, stallMs);
    return hq;
  }

  /** `migrate work`, until it is stopped. */
  startRunner(name = 'runner', play: Play = {}): Child {
    return this.start(name, scripts.runner, { ...play, words: ['work', '--json'], onLine: (line) => this.#hear(line) });
  }

  startChanges(): void {
    const rate = this.#options.size.rate ?? 20;
    if (rate === 0) return;
    this.#changes = this.start('field-changes', scripts.field, {
      words: ['changes', '--rate', String(rate), '--seed', String(this.seed), '--json'],
    });
  }

  async stopChanges(): Promise<void> {
    await this.#changes?.stop();
    this.#changes = null;
  }

  /** Runs `migrate <words> --json`; returns its exit code, which must be one of `codes` (0), its answer and what it said. */
  async command(
    words: string[],
    { settings = {}, codes = [0] }: { settings?: Record<string, string>; codes?: readonly number[] } = {},
  ): Promise<CommandEnd> {
    let printed = '';
    let said = '';
    const code = await this.#options.migrate([...words, '--json'], {
      settings: { ...this.#settings(true), LOG_LEVEL: 'silent', ...settings },
      print: (text) => (printed += text),
      say: (text) => (said += text),
    });
    mustHold(codes.includes(code), `migrate ${words.slice(0, 2).join(' ')} ends with ${codes.join(' or ')}, not with ${code}: ${said}`);
    const last = printed.trim().split('\n').at(-1) ?? '';
    return { code, answer: last === '' ? {} : (JSON.parse(last) as CommandEnd['answer']), said };
  }

  /** Waits for a condition; fails when it has not come for long, or when the drill is stopped. */
  async until(what: string, condition: () => boolean | Promise<boolean>, patienceMs = stallMs): Promise<void> {
    const begun = performance.now();
    for (;;) {
      this.#options.signal.throwIfAborted();
      if (await condition()) return;
      mustHold(performance.now() - begun < patienceMs, `${what}: not within ${patienceMs / 1000} s`);
      await sleep(80);
    }
  }

  /** Until the walks have delivered so many records; fails when nothing is left to be walked then, because a drill pulls in the middle. */
  async untilWalked(records: number): Promise<void> {
    await this.until(`${records} records are walked`, async () => (await this.walked()) >= records || (await this.left()) === 0);
    mustHold((await this.left()) > 0, `accounts are left to be walked after ${records} records: this Field is too small for the drill`);
  }

  /** Accounts that are still to be walked, or being walked. */
  async left(): Promise<number> {
    const [row] = await this.runner<{ left: number }[]>`
      select count(*)::int as left from migration.accounts where state in ('planned', 'backfilling') or again`;
    return row?.left ?? 0;
  }

  /** After a pull: until a runner says why it waits, in words that match. */
  async untilNoticed(pattern: RegExp): Promise<void> {
    const pulled = this.events.findLast(({ kind }) => kind === 'pull')?.at ?? 0;
    const said = () => this.#reasons.filter(({ at, words }) => at >= pulled && pattern.test(words));
    await this.until(`a runner says ${pattern.source}`, () => said().length > 0);
    const { at, words } = this.events.findLast(({ kind }) => kind === 'notice') ?? { at: 0, words: '' };
    if (at < pulled || !pattern.test(words)) this.event('notice', said()[0]?.words ?? '');
  }

  /** Accounts that a runner has in hand. */
  async inHand(runner: Child): Promise<string[]> {
    const rows = await this.runner<{ account: string }[]>`
      select a.external_id as account from migration.accounts a join migration.hosts h on h.id = a.lease_holder
      where h.name = ${`${hostname()} ${runner.pid}`} and a.state = 'backfilling'`;
    return rows.map(({ account }) => account);
  }

  /** Until others have what a dead runner had in hand, and notes it. */
  async untilTakenOver(dead: Child): Promise<void> {
    await this.until('others have its accounts', async () => (await this.inHand(dead)).length === 0);
    this.event('notice', 'another runner has its accounts');
  }

  /** Records that HQ held already when they came, in the same version: work repeated. Live changes always come with a new one. */
  async repeated(): Promise<number> {
    await this.#sample().catch(() => {});
    return this.outcomes.of('unchanged');
  }

  /** Records that HQ has answered until now. */
  async answered(): Promise<number> {
    await this.#sample().catch(() => {});
    return this.outcomes.records;
  }

  /** The drill begins the walks anew, so what HQ has had until now may come again. */
  async beginsAnew(): Promise<void> {
    this.#sentBefore = await this.answered();
  }

  /**
   * How many records may be sent again at most: people once for each further account that they are in, a batch a fibre for each pull, a batch
   * for each exchange that was broken, and all that was sent before a drill began anew.
   */
  async mayRepeat(): Promise<number> {
    const [people] = await this.field<{ shared: number }[]>`
      with seen as (
        select account_id, user_id from account_users union
        select p.account_id, c.user_id from contacts c join projects p on p.id = c.project_id where c.user_id is not null
      )
      select (count(*) - count(distinct user_id))::int as shared from seen`;
    const pulls = this.events.filter(({ kind }) => kind === 'pull').length;
    const broken = Object.values(this.proxies).reduce((sum, { seen }) => sum + seen.cuts + seen.garbage, 0);
    const [throttle] = await this.runner<{ fibres: number }[]>`
      select max(fibres)::int as fibres from (select fibres from migration.throttle union all select fibres from migration.throttle_history) t`;
    return this.#sentBefore + (people?.shared ?? 0) + (pulls * (throttle?.fibres ?? 0) + broken) * this.#batchSize;
  }

  async walked(): Promise<number> {
    const [row] = await this.runner<{ records: number }[]>`select coalesce(sum(records), 0)::int as records from migration.accounts`;
    return row?.records ?? 0;
  }

  async accounts(): Promise<number> {
    const [row] = await this.runner<{ accounts: number }[]>`select count(*)::int as accounts from migration.accounts`;
    return row?.accounts ?? 0;
  }

  async states(): Promise<Record<string, number>> {
    const rows = await this.runner<
      { state: string; accounts: number }[]
    >`select state, count(*)::int as accounts from migration.accounts group by state`;
    return Object.fromEntries(rows.map((row) => [row.state, row.accounts]));
  }

  /**
   * After a heal: until live changes arrive, and the walks get on when any account is left to be walked. That must be within the limit.
   * With `unless`, it also ends when that has come true: something else was pulled first.
   */
  async untilMoving({ unless = () => false }: { unless?: () => boolean } = {}): Promise<void> {
    const healed = this.events.findLast(({ kind }) => kind === 'heal')?.at ?? this.elapsed();
    const [walked, arrived] = await Promise.all([this.walked(), this.#arrived()]);
    // One change waits at least.
    await this.field`update users set job_title = ${`drilled ${healed}`} where id = (select min(id) from users where deleted_at is null)`;
    const reach = async (what: string, condition: () => Promise<boolean>) => {
      await this.until(what, async () => unless() || (await condition()));
      return `${what} after ${(this.elapsed() - healed).toFixed(1)} s`;
    };
    const words = await Promise.all([
      reach('live changes arrive', async () => (await this.#arrived()) > arrived),
      reach('walks get on', async () => (await this.walked()) > walked || (await this.left()) === 0),
    ]);
    if (unless()) return;
    const seconds = this.elapsed() - healed;
    this.event('resume', words.join(', '));
    mustHold(seconds <= mostSecondsToResume, `the run moves again within ${mostSecondsToResume} s, not after ${seconds.toFixed(1)} s`);
  }

  /** Live changes that HQ has answered to any host, as the hosts say once a second. */
  async #arrived(): Promise<number> {
    const [row] = await this.runner<{ changes: number }[]>`
      select coalesce(sum((figures #>> '{live,changes}')::int), 0)::int as changes from migration.hosts`;
    return row?.changes ?? 0;
  }

  /** Does what nobody may be connected to Field's database for. Runners and Field's users are stopped. */
  async apartFromField(work: (server: PostgresServer) => Promise<void>): Promise<void> {
    await this.field.end({ timeout: 1 });
    await work(this.servers.field);
    this.field = openField(this.servers.field.url('field'), { max: 4 });
  }

  /** Field's users stop; until every account is live, also what was wanted once more, and the outbox is empty. */
  async quiet(): Promise<void> {
    await this.stopChanges();
    await this.until('Field is quiet, every account live, the outbox empty', async () => {
      const states = await this.states();
      mustHold((states['failed'] ?? 0) === 0, `${states['failed']} accounts have failed`);
      const left = await this.runner`select from migration.accounts where again or state <> 'live' limit 1`;
      return left.length === 0 && (await captureStatus(this.field)).outboxRows === 0;
    });
  }

  /** Verifies, and mends what is found while a runner works. */
  async reconcile(): Promise<void> {
    const { findings } = await this.verify();
    await this.command(['reconcile', '--settle', '60'], { codes: [0, 1] });
    this.event('stage', `${findings} findings were reconciled`);
  }

  /** `migrate verify` of everything. */
  async verify(): Promise<{ passed: boolean; findings: number; pending: number; records: number; quarantined: number; list: unknown[] }> {
    const { answer } = await this.command(['verify', '--settle', '20', '--limit', '20'], { codes: [0, 1] });
    return answer as Awaited<ReturnType<Stage['verify']>>;
  }

  async close(): Promise<void> {
    clearInterval(this.#sampling);
    const { field, runner, proxies, children } = this;
    await children.stopAll();
    await Promise.allSettled([field.end({ timeout: 1 }), runner.end({ timeout: 1 })]);
    await Promise.allSettled(Object.values(proxies).map((proxy) => proxy.close()));
  }

  /** What a runner says of why it waits is the notice of the pull before it. */
  #hear(line: string): void {
    const words = reasonIn(line);
    if (words === null) return;
    this.#reasons.push({ at: this.elapsed(), words });
    if (this.events.findLast(({ kind }) => kind !== 'stage')?.kind === 'pull') this.event('notice', words);
  }

  async #sample(): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${this.#hqPort}/metrics`, { signal: AbortSignal.timeout(2000) });
    this.outcomes.add(await response.text());
    this.samples.push({ at: this.elapsed(), records: this.outcomes.records, waiting: (await captureStatus(this.field)).outboxRows });
  }
}
