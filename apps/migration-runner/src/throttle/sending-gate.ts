import { setTimeout } from 'node:timers/promises';
import { DeliveryError } from '@hq-field/field-adapter';

/** Time as the gate knows it, in milliseconds. */
export interface Clock {
  now(): number;
  /** Resolves after a while, or rejects when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<unknown>;
}

const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
};

const firstPauseMs = 200;
const longestPauseMs = 5000;

/**
 * Where everything that is sent passes. It closes while an operator pauses, and while HQ or Field cannot take records: then all
 * senders wait together and one after the other tries again, so that an outage longer than any retry fails no account.
 */
export class SendingGate {
  #paused = false;
  #opensAt = 0;
  #failures = 0;
  #reason: string | null = null;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;

  constructor(signal: AbortSignal, clock: Clock = systemClock) {
    this.#signal = signal;
    this.#clock = clock;
  }

  /** Why nothing is sent now; null when it is. */
  get reason(): string | null {
    if (this.#paused) return 'paused by an operator';
    return this.#clock.now() < this.#opensAt ? this.#reason : null;
  }

  pause(paused: boolean): void {
    this.#paused = paused;
  }

  /** Runs `send` once the gate is open, again and again while it fails for a reason that passes. Rejects when the signal is aborted. */
  async through<T>(send: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.#open();
      try {
        const result = await send();
        this.#failures = 0;
        return result;
      } catch (error) {
        if (!(error instanceof DeliveryError) || !error.retryable) throw error;
        this.#close(error);
      }
    }
  }

  async #open(): Promise<void> {
    for (;;) {
      this.#signal.throwIfAborted();
      const waitMs = this.#paused ? 100 : this.#opensAt - this.#clock.now();
      if (waitMs <= 0) return;
      // An abort is seen at the top, with its reason.
      await this.#clock.sleep(Math.min(waitMs, 200), this.#signal).catch(() => {});
    }
  }

  #close(error: DeliveryError): void {
    // Many senders fail at once when HQ goes away: that is one failure, not many.
    if (this.#clock.now() >= this.#opensAt) this.#failures += 1;
    const pauseMs = error.retryAfterMs ?? Math.min(firstPauseMs * 2 ** (this.#failures - 1), longestPauseMs);
    this.#opensAt = Math.max(this.#opensAt, this.#clock.now() + pauseMs * (0.75 + Math.random() / 2));
    this.#reason = error.message;
  }
}
