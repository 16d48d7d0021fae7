import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryError } from '@hq-field/field-adapter';

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

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Why nothing is sent now; null when it is. */
  get reason(): string | null {
    if (this.#paused) return 'paused by an operator';
    return performance.now() < this.#opensAt ? this.#reason : null;
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
      const waitMs = this.#paused ? 100 : this.#opensAt - performance.now();
      if (waitMs <= 0) return;
      await sleep(Math.min(waitMs, 200), undefined, { signal: this.#signal });
    }
  }

  #close(error: DeliveryError): void {
    // Many senders fail at once when HQ goes away: that is one failure, not many.
    if (performance.now() >= this.#opensAt) this.#failures += 1;
    const pauseMs = error.retryAfterMs ?? Math.min(firstPauseMs * 2 ** (this.#failures - 1), longestPauseMs);
    this.#opensAt = Math.max(this.#opensAt, performance.now() + pauseMs * (0.75 + Math.random() / 2));
    this.#reason = error.message;
  }
}
