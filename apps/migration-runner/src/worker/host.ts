import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { endSilentSessions, isOutboxEmpty, onCapture } from '@hq-field/field-adapter';
import { AccountStore } from '../accounts/account-store.ts';
import { HostSession } from '../hosts/host-session.ts';
import { RunnerError } from '../runner-error.ts';
import { type Allowance, allowanceOf } from '../throttle/allowance.ts';
import { Steering } from '../throttle/automatic/steer.ts';
import { Fibres } from '../throttle/fibres.ts';
import { HqObservations } from '../throttle/hq-observations.ts';
import { LiveTurns } from '../throttle/live-turns.ts';
import { RecordRate } from '../throttle/record-rate.ts';
import { RightOfWay, rightOfWayMs } from '../throttle/right-of-way.ts';
import { SendingGate } from '../throttle/sending-gate.ts';
import type { ThrottleView } from '../throttle/throttle-settings.ts';
import { ThrottleStore } from '../throttle/throttle-store.ts';
import { createMetrics, type RunnerMetrics } from '../signals/metrics.ts';
import type { Hand, HostContext, HostParts } from './host-context.ts';
import { HostFigures } from './host-figures.ts';
import { catchUp } from './loops/catch-up.ts';
import { every } from './loops/every.ts';
import { claimsGiver } from './loops/give-back-claims.ts';
import { guardVersions } from './loops/guard-versions.ts';
import { keepLeases } from './loops/keep-leases.ts';
import { keepProgress, progressKeeper } from './loops/keep-progress.ts';
import { mostRelayLoops, relayChanges } from './loops/relay-changes.ts';
import { reportEnd, reportHost } from './loops/report-host.ts';
import { sweep } from './loops/sweep.ts';
import { jobTaker } from './loops/take-jobs.ts';
import { untilReachable } from './until-reachable.ts';

/** From look to look whether a host has died with changes in its hands. */
const claimsMs = 1000;
const urgentSweepMs = 2000;
const fullSweepMs = 10_000;
/** Sessions of other hosts that sleep while they hold something. */
const silenceMs = 3000;
const guardMs = 10_000;
/** How long what is in flight may take when the host stops; HQ may still apply it, and then it is unchanged when it comes again. */
const graceMs = 6000;
/** How long all of the end may take. What a database that does not answer keeps is left to its leases, and to the end of the session. */
const endMs = 7000;

const nothingYet: Allowance = {
  workers: 0,
  fibres: 0,
  batchSize: 1000,
  recordsPerSecond: null,
  closedBecause: 'the throttle was not read yet',
  end: null,
};

/** One process that works: accounts from the queue, live changes from the outbox, and the small loops that keep both going. */
export class Host {
  readonly #context: HostContext;
  readonly #metrics: RunnerMetrics;
  readonly #throttle: ThrottleStore;
  readonly #stop = new AbortController();
  readonly #isLate: Promise<null>;
  /** Why the host ended by itself. */
  #failure: Error | null = null;

  constructor(parts: HostParts) {
    this.#throttle = new ThrottleStore(parts.runner);
    const id = randomUUID();
    this.#context = {
      ...parts,
      id,
      session: new HostSession(parts.runner, id),
      figures: new HostFigures(),
      store: new AccountStore(parts.runner, (accounts) => parts.queue.enqueue(accounts, { urgency: 'new' })),
      gate: new SendingGate(this.#stop.signal, {
        onWait: (reason, pauseMs) => parts.log.info({ reason, pauseMs }, 'sending:waits'),
        reach: parts.reachHq,
      }),
      fibres: new Fibres(),
      reading: pLimit(1),
      turns: new LiveTurns(),
      rightOfWay: new RightOfWay(),
      rate: new RecordRate(),
      observations: new HqObservations(),
      hands: new Set(),
      signal: this.#stop.signal,
      fail: (error) => this.#fail(error),
      hasBegun: false,
      view: null,
      measured: null,
      allowance: nothingYet,
      wake: Promise.withResolvers(),
    };
    this.#isLate = aborted(this.#stop.signal).then(() => sleep(endMs, null, { ref: false }));
    this.#metrics = createMetrics(this.#context);
    this.#context.figures.onLags = this.#metrics.lags;
  }

  get figures(): HostFigures {
    return this.#context.figures;
  }

  get store(): AccountStore {
    return this.#context.store;
  }

  /** What this host shows to Prometheus. */
  get metrics(): RunnerMetrics {
    return this.#metrics;
  }

  /** Why the host does not work; null when it does, be it slowly. */
  get notReady(): string | null {
    if (this.#stop.signal.aborted) return 'the host is stopping';
    return this.#context.hasBegun ? null : `the host has not begun: ${this.waitsBecause ?? 'the databases and HQ are asked'}`;
  }

  /** What this host may do now. */
  get allowance(): Allowance {
    return this.#context.allowance;
  }

  get waitsBecause(): string | null {
    return this.#context.gate.reason;
  }

  /** Works until it is stopped or drained, or until nothing is left when `untilIdle` is set. Throws when it must not go on. */
  async run(options: { untilIdle: boolean }): Promise<void> {
    await this.inTime(this.#work(options));
    if (this.#failure !== null) throw this.#failure;
  }

  /** Waits for something that belongs to the end; null when the host was stopped and the time of its end is over first. */
  async inTime<T>(ending: Promise<T>): Promise<T | null> {
    return Promise.race([ending, this.#isLate]);
  }

  /** From the first report to the last one; what ends a host ends it at any moment in between, also while HQ is waited for. */
  async #work(options: { untilIdle: boolean }): Promise<void> {
    const host = this.#context;
    const steering = new Steering(host, host.tolerance);
    const closing: (() => Promise<unknown>)[] = [() => steering.close()];
    try {
      if ((await this.#onceReachable(() => this.#tellOthers())) === 'stopped') return;
      const reporting = this.#loop(1000, () => reportHost(host));
      const following = this.#throttle.follow((view) => this.#obey(view));
      closing.push(
        () => reporting,
        () => following.stop(),
      );
      if ((await this.#onceReachable(() => this.#begin())) === 'stopped') return;
      const capture = await onCapture(host.field, { wake: () => host.wake.resolve(), isWanted: () => host.turns.isResting });
      closing.push(() => capture.stop());
      await this.#untilEnded([...this.#loops(options), this.#loop(1000, () => steering.step())]);
    } catch (error) {
      this.#fail(error);
    } finally {
      await this.#end(closing);
    }
  }

  /** The other hosts learn how this one stands: that it waits, and may be told to end; then that it has begun, and takes its part of the throttle. */
  async #tellOthers(): Promise<void> {
    await reportHost(this.#context);
    await this.#throttle.notify();
  }

  /** What must stand before anything is sent. */
  async #begin(): Promise<void> {
    await guardVersions(this.#context);
    this.#context.hasBegun = true;
    await this.#tellOthers();
    this.#obey(await this.#throttle.view());
    await sweep(this.#context, { all: true });
  }

  /** A step of the start, from its beginning where a database cannot be reached; `stopped` while HQ or a database was waited for. */
  #onceReachable(step: () => Promise<void>): Promise<'done' | 'stopped'> {
    const { signal, log } = this.#context;
    return untilReachable(step, { signal, pauseMs: 1000, onWait: (reason) => log.warn({ reason }, 'start:waits') });
  }

  /** However it came to that. What it knows is kept, and its part of the throttle falls to the others at once. */
  async #end(closing: readonly (() => Promise<unknown>)[]): Promise<void> {
    const host = this.#context;
    this.stop();
    await Promise.allSettled(closing.map((close) => close()));
    await keepProgress(host).catch(() => {});
    await reportHost(host).catch(() => {});
    await reportEnd(host).catch(() => {});
    await host.session.end();
    await this.#throttle.notify().catch(() => {});
  }

  stop(): void {
    this.#stop.abort(new Error('the host is stopping'));
    this.#context.fibres.close('the host is stopping');
    this.#context.wake.resolve();
  }

  /** Ends the host for a reason that its operator is told; the first one is. */
  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new RunnerError('failed', String(error));
    this.stop();
  }

  /** Runs a task again and again; a reason to stop stops the host. */
  #loop(pauseMs: number | (() => number), task: () => Promise<unknown>): Promise<void> {
    const pause = typeof pauseMs === 'number' ? () => pauseMs : pauseMs;
    return every(this.#context, pause, async () => void (await task())).catch((error: unknown) => this.#fail(error));
  }

  #loops(options: { untilIdle: boolean }): Promise<unknown>[] {
    const host = this.#context;
    const loop = this.#loop.bind(this);
    const [jobs, catching, progress] = [jobTaker(host), catchUp(host), progressKeeper(host)];
    return [
      loop(jobs.pauseMs, jobs.take),
      ...Array.from({ length: mostRelayLoops }, (_, index) => relayChanges(host, index)),
      loop(rightOfWayMs, () => this.#giveWay()),
      loop(1000, () => keepLeases(host)),
      loop(catching.pauseMs, catching.step),
      loop(urgentSweepMs, () => sweep(host, { all: false })),
      loop(fullSweepMs, () => sweep(host, { all: true })),
      loop(claimsMs, claimsGiver(host)),
      loop(silenceMs, () => endSilentSessions(host.field)),
      loop(guardMs, () => guardVersions(host)),
      loop(progress.pauseMs, progress.keep),
      ...(options.untilIdle ? [loop(200, () => this.#endWhenIdle())] : []),
    ];
  }

  /** A walk that gives way goes on with fewer fibres; it is not let go. */
  #giveWay(): Promise<void> {
    const { rightOfWay, fibres, reading, allowance } = this.#context;
    rightOfWay.step(fibres.live === 0);
    fibres.backfillLimit = rightOfWay.fibresOf(allowance.fibres);
    reading.concurrency = fibres.backfillLimit;
    return Promise.resolve();
  }

  /** Follows the throttle: what is beyond this host's part is let go, in-flight batches are answered. */
  #obey(view: ThrottleView): void {
    const host = this.#context;
    if (host.signal.aborted) return;
    const allowance = allowanceOf(view, host.id);
    host.view = view;
    host.allowance = allowance;
    for (const hand of surplus([...host.hands], allowance)) hand.abort.abort(new Error('let go by the throttle'));
    // A pause keeps back what is sent, and not the question for HQ's versions with which a host begins.
    if (host.hasBegun) host.gate.close(allowance.closedBecause);
    host.fibres.close(allowance.closedBecause);
    host.fibres.limit = allowance.fibres;
    host.rate.perSecond = allowance.recordsPerSecond;
    if (allowance.end === 'killed')
      this.#fail(new RunnerError('killed', `${allowance.closedBecause ?? ''}. pnpm migrate kill --release lets hosts start again.`));
    if (allowance.end === 'drained') this.stop();
  }

  async #endWhenIdle(): Promise<void> {
    const { hands, store, field } = this.#context;
    if (hands.size > 0 || (await store.unfinished()) > 0 || !(await isOutboxEmpty(field))) return;
    // Something may have been taken while the databases were asked.
    if (hands.size === 0) this.stop();
  }

  /** Waits for the end of all loops; once the host stops, for what is in flight, but not for ever. */
  async #untilEnded(loops: readonly Promise<unknown>[]): Promise<void> {
    const { hands, store, id, signal, log } = this.#context;
    const ended = Promise.all(loops);
    await Promise.race([ended, aborted(signal)]);
    const graceUntil = performance.now() + (this.#context.allowance.end === 'killed' ? 0 : graceMs);
    const accounts = [...hands].flatMap((hand) => hand.jobs.map(({ account }) => account));
    let isEnded = false;
    void ended.then(() => (isEnded = true));
    while ((hands.size > 0 || !isEnded) && performance.now() < graceUntil) await sleep(20);
    const onLost = (error: unknown) => log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'let-go:failed');
    if (accounts.length > 0) await store.letGo(id, accounts).catch(onLost);
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Hands that are to be let go: all while nothing may be sent, else those beyond the number of workers, the newest first. */
function surplus(hands: readonly Hand[], { closedBecause, workers }: Allowance): Hand[] {
  return closedBecause === null ? hands.slice(workers) : [...hands];
}
