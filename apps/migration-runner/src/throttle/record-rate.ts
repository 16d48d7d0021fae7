import { type Clock, systemClock } from './clock.ts';

/** Seconds of its rate that may be saved up while nothing is sent. */
const burstSeconds = 0.25;
const lookMs = 100;

/** Holds sending to a number of records a second. The rate changes live; a batch may run into debt, which later ones wait for. */
export class RecordRate {
  #perSecond: number | null = null;
  #level = 0;
  #filledAt: number;
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
    this.#filledAt = clock.now();
  }

  set perSecond(rate: number | null) {
    this.#fill();
    // A debt that was made at a high rate is not paid off at a low one for minutes.
    if (rate !== null && rate !== this.#perSecond) this.#level = Math.max(this.#level, -rate);
    this.#perSecond = rate;
  }

  /** Resolves when these records may be sent. Rejects when the signal is aborted. */
  async take(records: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      this.#fill();
      if (this.#perSecond === null) return;
      if (this.#level >= 0) {
        this.#level -= records;
        return;
      }
      await this.#clock.sleep(Math.min(lookMs, (-this.#level / this.#perSecond) * 1000 + 1), signal).catch(() => {});
    }
  }

  #fill(): void {
    const now = this.#clock.now();
    if (this.#perSecond !== null)
      this.#level = Math.min(this.#perSecond * burstSeconds, this.#level + (this.#perSecond * (now - this.#filledAt)) / 1000);
    this.#filledAt = now;
  }
}
