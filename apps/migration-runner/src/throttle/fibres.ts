import pLimit from 'p-limit';

/** What a request carries: live changes, or the pages of a backfill. */
export type Lane = 'live' | 'backfill';

/** A request was not sent, because nothing may be sent now or its account was let go. */
export class NotSentError extends Error {
  readonly code = 'not_sent';

  constructor(reason: string) {
    super(reason);
    this.name = 'NotSentError';
  }
}

interface Waiting {
  go: () => void;
  refuse: (error: Error) => void;
  /** Resolves when the request has ended, whatever became of it. */
  ended: Promise<void>;
}

/**
 * Requests in flight. The limit changes live and may be 0, and so does the part of it that a backfill may have. While requests of both lanes
 * wait they take turns, so that a backfill at full speed holds up no live change, nor live changes a backfill.
 *
 * p-limit counts what is in flight; a place that it gives goes to whoever is next then, not to whoever asked for it.
 */
export class Fibres {
  readonly #places = pLimit(1);
  #limit = 0;
  #backfillLimit = Number.POSITIVE_INFINITY;
  readonly #inFlight: Record<Lane, number> = { live: 0, backfill: 0 };
  #peak = 0;
  #closedBecause: string | null = null;
  #last: Lane = 'backfill';
  readonly #waiting: Record<Lane, Set<Waiting>> = { live: new Set(), backfill: new Set() };

  get limit(): number {
    return this.#limit;
  }

  get inFlight(): number {
    return this.#inFlight.live + this.#inFlight.backfill;
  }

  /** Live requests that are in flight or wait. */
  get live(): number {
    return this.#inFlight.live + this.#waiting.live.size;
  }

  get waiting(): number {
    return this.#waiting.live.size + this.#waiting.backfill.size;
  }

  /** The most that was in flight or waited at one moment since this was last asked. */
  takePeak(): number {
    const peak = this.#peak;
    this.#peak = this.inFlight + this.waiting;
    return peak;
  }

  set limit(limit: number) {
    this.#limit = limit;
    if (limit > 0) this.#places.concurrency = limit;
    this.#askForPlaces(this.waiting);
  }

  get backfillLimit(): number {
    return this.#backfillLimit;
  }

  /** Pages of a backfill in flight at most, within the limit of all. */
  set backfillLimit(limit: number) {
    const isMore = limit > this.#backfillLimit;
    this.#backfillLimit = limit;
    if (isMore) this.#askForPlaces(this.#waiting.backfill.size);
  }

  /** Throws NotSentError while nothing may be sent: a request may have its fibre and still wait for something else. */
  throwIfClosed(): void {
    if (this.#closedBecause !== null) throw new NotSentError(this.#closedBecause);
  }

  /** Refuses everything that waits and whatever comes, for a reason; null opens again. */
  close(reason: string | null): void {
    this.#closedBecause = reason;
    if (reason === null) return;
    for (const lane of [this.#waiting.live, this.#waiting.backfill]) {
      for (const one of lane) one.refuse(new NotSentError(reason));
      lane.clear();
    }
  }

  /** Runs `send` when a fibre is free. Throws NotSentError when it was refused, or the signal was aborted, before it began. */
  async run<T>(lane: Lane, send: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const end = Promise.withResolvers<void>();
    await this.#take(lane, end.promise, signal);
    try {
      return await send();
    } finally {
      end.resolve();
    }
  }

  async #take(lane: Lane, ended: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
    this.throwIfClosed();
    if (signal?.aborted) throw new NotSentError('let go');
    const place = Promise.withResolvers<void>();
    const waiting: Waiting = { go: place.resolve, refuse: place.reject, ended };
    const drop = () => {
      this.#waiting[lane].delete(waiting);
      place.reject(new NotSentError('let go'));
    };
    signal?.addEventListener('abort', drop, { once: true });
    this.#waiting[lane].add(waiting);
    this.#peak = Math.max(this.#peak, this.inFlight + this.waiting);
    this.#askForPlaces(1);
    await place.promise.finally(() => signal?.removeEventListener('abort', drop));
  }

  /** At limit 0 nobody asks; whoever waits then asks when the limit rises. */
  #askForPlaces(count: number): void {
    if (this.#limit === 0) return;
    for (let asked = 0; asked < count; asked += 1) void this.#places(() => this.#serve());
  }

  /** Gives one place to whoever is next, until that request has ended. */
  async #serve(): Promise<void> {
    const lane = this.#limit === 0 ? null : this.#nextLane();
    const [next] = lane === null ? [] : this.#waiting[lane];
    if (lane === null || next === undefined) return;
    this.#waiting[lane].delete(next);
    this.#last = lane;
    this.#inFlight[lane] += 1;
    next.go();
    await next.ended;
    this.#inFlight[lane] -= 1;
    // Whoever waits because a backfill had its part was given no place.
    if (lane === 'backfill') this.#askForPlaces(Math.min(1, this.#waiting.backfill.size));
  }

  #nextLane(): Lane | null {
    const mayGo = (lane: Lane) => this.#waiting[lane].size > 0 && (lane === 'live' || this.#inFlight.backfill < this.#backfillLimit);
    const other: Lane = this.#last === 'live' ? 'backfill' : 'live';
    return [other, this.#last].find(mayGo) ?? null;
  }
}
