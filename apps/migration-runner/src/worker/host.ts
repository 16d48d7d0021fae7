import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureStatus, onCapture, oldestWaiting } from '@hq-field/field-adapter';
import pLimit from 'p-limit';
import { AccountStore } from '../accounts/account-store.ts';
import { SendingGate } from '../throttle/sending-gate.ts';
import { type ThrottleSettings, ThrottleStore } from '../throttle/throttle-store.ts';
import type { HostContext, HostParts } from './host-context.ts';
import { HostFigures } from './host-figures.ts';
import { every } from './loops/every.ts';
import { guardVersions } from './loops/guard-versions.ts';
import { keepLeases } from './loops/keep-leases.ts';
import { mostRelayLoops, relayChanges } from './loops/relay-changes.ts';
import { reportHost } from './loops/report-host.ts';
import { sweep } from './loops/sweep.ts';
import { takeJobs } from './loops/take-jobs.ts';

const urgentSweepMs = 2000;
const fullSweepMs = 30_000;
const guardMs = 10_000;

/** One process that works: accounts from the queue, live changes from the outbox, and the small loops that keep both going. */
export class Host {
  readonly #context: HostContext;
  readonly #throttle: ThrottleStore;
  readonly #stop = new AbortController();
  /** Why the host ended by itself. */
  #failure: unknown = null;

  constructor(parts: HostParts) {
    this.#throttle = new ThrottleStore(parts.runner);
    this.#context = {
      ...parts,
      id: randomUUID(),
      figures: new HostFigures(),
      store: new AccountStore(parts.runner, (accounts) => parts.queue.enqueue(accounts, { urgent: true })),
      gate: new SendingGate(this.#stop.signal),
      workers: pLimit(1),
      fibres: pLimit(1),
      busy: new Map(),
      signal: this.#stop.signal,
      settings: null,
      wake: Promise.withResolvers(),
      stop: () => this.stop(),
    };
  }

  get figures(): HostFigures {
    return this.#context.figures;
  }

  get store(): AccountStore {
    return this.#context.store;
  }

  get settings(): ThrottleSettings | null {
    return this.#context.settings;
  }

  get waitsBecause(): string | null {
    return this.#context.gate.reason;
  }

  /** Works until it is stopped, or until nothing is left when `untilIdle` is set. Throws when it must not go on. */
  async run(options: { untilIdle: boolean }): Promise<void> {
    const host = this.#context;
    await guardVersions(host);
    const following = await this.#throttle.follow((settings) => this.#obey(settings));
    const capture = await onCapture(host.field, () => host.wake.resolve());
    await sweep(host, { all: true });
    const loop = (pauseMs: number, task: () => Promise<unknown>) =>
      every(host, pauseMs, async () => void (await task())).catch((error: unknown) => {
        this.#failure ??= error;
        this.stop();
      });
    await Promise.all([
      loop(20, () => takeJobs(host)),
      ...Array.from({ length: mostRelayLoops }, (_, index) => relayChanges(host, index)),
      loop(1000, () => keepLeases(host)),
      // catching-up to live, once what was captured before is acknowledged. Occupies no worker.
      loop(100, async () => host.store.drained(await oldestWaiting(host.field))),
      loop(urgentSweepMs, () => sweep(host, { all: false })),
      loop(fullSweepMs, () => sweep(host, { all: true })),
      loop(guardMs, () => guardVersions(host)),
      loop(1000, () => reportHost(host)),
      ...(options.untilIdle ? [loop(200, () => this.#endWhenIdle())] : []),
    ]);
    await this.#letGo();
    await Promise.all([following.stop(), capture.stop(), reportHost(host).catch(() => {})]);
    if (this.#failure !== null) throw this.#failure;
  }

  stop(): void {
    this.#stop.abort(new Error('the host is stopping'));
    this.#context.wake.resolve();
  }

  #obey(settings: ThrottleSettings): void {
    this.#context.settings = settings;
    this.#context.workers.concurrency = Math.max(1, settings.workers);
    this.#context.fibres.concurrency = settings.fibres;
    this.#context.gate.pause(settings.paused);
  }

  async #endWhenIdle(): Promise<void> {
    const { busy, store, field } = this.#context;
    if (busy.size > 0 || (await store.unfinished()) > 0) return;
    const { outboxRows } = await captureStatus(field);
    if (outboxRows === 0) this.stop();
  }

  async #letGo(): Promise<void> {
    const { busy, store, id } = this.#context;
    const accounts = [...busy.keys()];
    while (busy.size > 0) await sleep(20);
    if (accounts.length > 0) await store.letGo(id, accounts);
  }
}
