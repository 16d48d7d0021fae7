import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  accountsPerWalk,
  captureStatus,
  createDelivery,
  createRelay,
  currentVersion,
  DeliveryError,
  type FieldDatabase,
  groupAccounts,
  type HqClient,
  onCapture,
  oldestWaiting,
} from '@hq-field/field-adapter';
import pLimit from 'p-limit';
import type { Logger } from 'pino';
import { AccountStore } from '../accounts/account-store.ts';
import type { RunnerDatabase } from '../database/open-runner.ts';
import type { AccountJob, AccountQueue } from '../queue/account-queue.ts';
import { RunnerError, toRunnerError } from '../runner-error.ts';
import { SendingGate } from '../throttle/sending-gate.ts';
import { type ThrottleSettings, ThrottleStore } from '../throttle/throttle-store.ts';
import { HostFigures } from './host-figures.ts';
import { workAccounts } from './work-accounts.ts';

export interface HostParts {
  field: FieldDatabase;
  runner: RunnerDatabase;
  queue: AccountQueue;
  hq: HqClient;
  log: Logger;
}

const relayRows = 500;
const urgentSweepMs = 2000;
const fullSweepMs = 30_000;
const guardMs = 10_000;

/** One process that works: accounts from the queue, live changes from the outbox, and the small loops that keep both going. */
export class Host {
  readonly id = randomUUID();
  readonly figures = new HostFigures();
  readonly #parts: HostParts;
  readonly #store: AccountStore;
  readonly #throttle: ThrottleStore;
  readonly #stop = new AbortController();
  readonly #gate: SendingGate;
  readonly #workers = pLimit(1);
  readonly #fibres = pLimit(1);
  readonly #busy = new Map<string, { job: AccountJob; abort: AbortController }>();
  settings: ThrottleSettings | null = null;
  #wake = Promise.withResolvers<void>();
  /** Why the host ended by itself. */
  #failure: Error | null = null;

  constructor(parts: HostParts) {
    this.#parts = parts;
    this.#store = new AccountStore(parts.runner, (accounts) => parts.queue.enqueue(accounts, { urgent: true }));
    this.#throttle = new ThrottleStore(parts.runner);
    this.#gate = new SendingGate(this.#stop.signal);
  }

  get store(): AccountStore {
    return this.#store;
  }

  get waitsBecause(): string | null {
    return this.#gate.reason;
  }

  /** Works until it is stopped, or until nothing is left when `untilIdle` is set. Throws when it must not go on. */
  async run(options: { untilIdle: boolean }): Promise<void> {
    await this.#guardVersions();
    const following = await this.#throttle.follow((settings) => this.#obey(settings));
    const capture = await onCapture(this.#parts.field, () => this.#wake.resolve());
    await this.#sweep(true);
    const loops = [
      this.#every(20, () => this.#takeJobs()),
      ...Array.from({ length: 16 }, (_, index) => this.#relayLoop(index)),
      this.#every(1000, () => this.#prolong()),
      this.#every(100, () => this.#promote()),
      this.#every(urgentSweepMs, () => this.#sweep(false)),
      this.#every(fullSweepMs, () => this.#sweep(true)),
      this.#every(guardMs, () => this.#guardVersions()),
      this.#every(1000, () => this.#report()),
      ...(options.untilIdle ? [this.#every(200, () => this.#endWhenIdle())] : []),
    ];
    await Promise.all(loops);
    await this.#letGo();
    await Promise.all([following.stop(), capture.stop(), this.#report().catch(() => {})]);
    if (this.#failure !== null) throw this.#failure;
  }

  stop(): void {
    this.#stop.abort(new Error('the host is stopping'));
    this.#wake.resolve();
  }

  #obey(settings: ThrottleSettings): void {
    this.settings = settings;
    this.#workers.concurrency = Math.max(1, settings.workers);
    this.#fibres.concurrency = settings.fibres;
    this.#gate.pause(settings.paused);
  }

  /** Gives each free worker an account, or a handful of small ones. */
  async #takeJobs(): Promise<void> {
    while (!this.#stop.signal.aborted && this.#gate.reason === null) {
      if (this.#workers.activeCount + this.#workers.pendingCount >= (this.settings?.workers ?? 0)) return;
      const jobs = await this.#fetchHandful();
      if (jobs.length === 0) return;
      for (const job of jobs) this.#busy.set(job.account, { job, abort: new AbortController() });
      void this.#workers(() => this.#workAll(jobs));
    }
  }

  /** One account; when it is small, as many more as one walk takes. The queue gives large ones first. */
  async #fetchHandful(): Promise<AccountJob[]> {
    const { queue } = this.#parts;
    const [first] = await queue.fetch(1);
    if (first === undefined) return [];
    const size = (await this.#store.sizes([first.account])).get(first.account) ?? 0;
    const more = accountsPerWalk(size) - 1;
    return more > 0 ? [first, ...(await queue.fetch(more))] : [first];
  }

  async #workAll(jobs: readonly AccountJob[]): Promise<void> {
    try {
      const sizes = await this.#store.sizes(jobs.map(({ account }) => account));
      const byAccount = new Map(jobs.map((job) => [job.account, job]));
      const groups = groupAccounts(jobs.map(({ account }) => ({ externalId: account, rows: sizes.get(account) ?? 0 })));
      for (const group of groups) await this.#work(group.map((account) => byAccount.get(account) as AccountJob));
    } catch (error) {
      // The runner's database is away: the sweeper brings these accounts back.
      this.#parts.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'jobs:dropped');
    } finally {
      for (const { account } of jobs) this.#busy.delete(account);
    }
  }

  /** Walks accounts together. When that fails for good, each is walked alone, so that only the one that cannot go on has failed. */
  async #work(jobs: readonly AccountJob[]): Promise<void> {
    const { field, queue, log } = this.#parts;
    const accounts = jobs.map(({ account }) => account);
    const aborts = accounts.flatMap((account) => this.#busy.get(account)?.abort.signal ?? []);
    const work = {
      field,
      store: this.#store,
      delivery: this.#delivery(),
      gate: this.#gate,
      fibres: this.#fibres,
      readAhead: () => Math.ceil(this.#fibres.concurrency / Math.max(1, this.#workers.activeCount)) + 1,
      holder: this.id,
      onTally: this.figures.add,
    };
    try {
      const isDone = await workAccounts(work, accounts, AbortSignal.any([...aborts, this.#stop.signal]));
      if (isDone) await queue.complete(jobs);
      else await queue.fail(jobs, 'the host is stopping');
    } catch (error) {
      const known = toRunnerError(error);
      if (known instanceof RunnerError && known.code === 'unreachable') throw known;
      const [only, ...others] = jobs;
      if (only === undefined) return;
      if (others.length > 0) {
        for (const job of jobs) await this.#work([job]);
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ account: only.account, reason }, 'account:failed');
      await this.#store.fail(only.account, this.id, reason);
      await queue.complete(jobs);
    }
  }

  #delivery() {
    return createDelivery({ field: this.#parts.field, client: this.#parts.hq, states: this.#store });
  }

  /** How many loops send live changes: one in four fibres beside a walk, so that they do not starve each other; all of them otherwise. */
  #relayLoops(): number {
    const fibres = this.settings?.fibres ?? 1;
    return this.#busy.size > 0 ? Math.ceil(fibres / 4) : fibres;
  }

  /** Sends live changes. The first loop always does. */
  async #relayLoop(index: number): Promise<void> {
    const relay = createRelay({ field: this.#parts.field, delivery: this.#delivery(), states: this.#store });
    while (!this.#stop.signal.aborted) {
      if (index > 0 && index >= this.#relayLoops()) {
        await this.#pause(200);
        continue;
      }
      try {
        const pass = await this.#gate.through(() =>
          relay
            .pass(relayRows)
            .catch((error: unknown) => Promise.reject(error instanceof DeliveryError ? error : new DeliveryError(error))),
        );
        this.figures.add(pass.tally);
        this.figures.addLags(pass.lagsMs);
        if (pass.claimed > 0 || pass.resolved > 0) continue;
        await Promise.race([this.#wake.promise, this.#pause(250)]);
        if (index === 0) this.#wake = Promise.withResolvers();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#parts.log.error({ reason: error instanceof Error ? error.message : String(error) }, 'relay:failed');
        await this.#pause(1000);
      }
    }
  }

  /** Keeps leases and jobs; an account whose lease another host has taken is let go. */
  async #prolong(): Promise<void> {
    const busy = [...this.#busy.entries()];
    if (busy.length === 0) return;
    const taken = await this.#store.prolong(
      this.id,
      busy.map(([account]) => account),
    );
    await this.#parts.queue.touch(busy.map(([, { job }]) => job));
    for (const account of taken) this.#busy.get(account)?.abort.abort(new Error('another host has the account'));
  }

  /** catching-up to live, once what was captured before is acknowledged. Occupies no worker. */
  async #promote(): Promise<void> {
    await this.#store.drained(await oldestWaiting(this.#parts.field));
  }

  /** Brings back accounts whose host or job is gone: the queue may forget, the accounts table does not. */
  async #sweep(all: boolean): Promise<void> {
    const { queue } = this.#parts;
    const abandoned = await this.#store.abandoned();
    if (abandoned.length > 0) {
      await queue.forget(abandoned);
      await queue.enqueue(abandoned, { urgent: true });
    }
    if (all) await queue.enqueue(await this.#store.waiting());
  }

  /** A restored Field hands out versions that HQ has seen: everything would be stale without a sound. */
  async #guardVersions(): Promise<void> {
    const { highestVersion } = await this.#gate.through(() =>
      this.#parts.hq.hello().catch((error: unknown) => Promise.reject(new DeliveryError(error))),
    );
    const drawn = await currentVersion(this.#parts.field);
    if (highestVersion <= drawn) return;
    throw new RunnerError(
      'version_behind',
      `HQ holds version ${highestVersion}, but Field has only drawn ${drawn}: Field was restored from a backup, or this is another Field. If it was restored, run: pnpm migrate versions --advance`,
    );
  }

  async #report(): Promise<void> {
    await this.#parts.runner`
      insert into migration.hosts (id, name, figures) values (${this.id}, ${`process ${process.pid}`}, ${this.#parts.runner.json({ ...this.figures.summary() })})
      on conflict (id) do update set seen_at = clock_timestamp(), figures = excluded.figures`;
  }

  async #endWhenIdle(): Promise<void> {
    if (this.#busy.size > 0 || (await this.#store.unfinished()) > 0) return;
    const { outboxRows } = await captureStatus(this.#parts.field);
    if (outboxRows === 0) this.stop();
  }

  async #letGo(): Promise<void> {
    const accounts = [...this.#busy.keys()];
    while (this.#busy.size > 0) await sleep(20);
    if (accounts.length > 0) await this.#store.letGo(this.id, accounts);
  }

  /** Runs a small task again and again. What fails once is tried again; a reason to stop stops the host. */
  async #every(pauseMs: number, task: () => Promise<void>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await task();
      } catch (error) {
        if (error instanceof RunnerError && error.code !== 'unreachable') {
          this.#failure ??= error;
          this.stop();
        } else if (error instanceof DeliveryError && !error.retryable) {
          this.#failure ??= error;
          this.stop();
        } else if (!this.#stop.signal.aborted) {
          this.#parts.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'loop:failed');
          await this.#pause(500);
        }
      }
      await this.#pause(pauseMs);
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}
