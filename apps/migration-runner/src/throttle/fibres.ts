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
}

/**
 * Requests in flight. The limit changes live and may be 0. While requests of both lanes wait they take turns, so that a backfill at
 * full speed holds up no live change, nor live changes a backfill.
 */
export class Fibres {
  #limit = 0;
  #inFlight = 0;
  #peak = 0;
  #closedBecause: string | null = null;
  #last: Lane = 'backfill';
  readonly #waiting: Record<Lane, Set<Waiting>> = { live: new Set(), backfill: new Set() };

  get limit(): number {
    return this.#limit;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waiting.live.size + this.#waiting.backfill.size;
  }

  /** The most that was in flight or waited at one moment since this was last asked. */
  takePeak(): number {
    const peak = this.#peak;
    this.#peak = this.#inFlight + this.waiting;
    return peak;
  }

  set limit(limit: number) {
    this.#limit = limit;
    this.#next();
  }

  /** Refuses everything that waits and whatever comes, for a reason; null opens again. */
  close(reason: string | null): void {
    this.#closedBecause = reason;
    if (reason === null) return this.#next();
    for (const lane of [this.#waiting.live, this.#waiting.backfill]) {
      for (const one of lane) one.refuse(new NotSentError(reason));
      lane.clear();
    }
  }

  /** Runs `send` when a fibre is free. Throws NotSentError when it was refused, or the signal was aborted, before it began. */
  async run<T>(lane: Lane, send: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#take(lane, signal);
    try {
      return await send();
    } finally {
      this.#inFlight -= 1;
      this.#next();
    }
  }

  async #take(lane: Lane, signal: AbortSignal | undefined): Promise<void> {
    if (this.#closedBecause !== null) throw new NotSentError(this.#closedBecause);
    if (signal?.aborted) throw new NotSentError('let go');
    await new Promise<void>((resolve, reject) => {
      const drop = () => {
        this.#waiting[lane].delete(waiting);
        reject(new NotSentError('let go'));
      };
      const waiting: Waiting = {
        go: () => {
          signal?.removeEventListener('abort', drop);
          resolve();
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', drop);
          reject(error);
        },
      };
      signal?.addEventListener('abort', drop, { once: true });
      this.#waiting[lane].add(waiting);
      this.#peak = Math.max(this.#peak, this.#inFlight + this.waiting);
      this.#next();
    });
  }

  #next(): void {
    while (this.#inFlight < this.#limit && this.#closedBecause === null) {
      const other: Lane = this.#last === 'live' ? 'backfill' : 'live';
      const lane = this.#waiting[other].size > 0 ? other : this.#last;
      const [first] = this.#waiting[lane];
      if (first === undefined) return;
      this.#waiting[lane].delete(first);
      this.#last = lane;
      this.#inFlight += 1;
      first.go();
    }
  }
}
