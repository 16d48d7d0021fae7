import { DeliveryError, HqError } from '@hq-field/field-adapter';
import { type Clock, systemClock } from './clock.ts';

const firstPauseMs = 200;
const longestPauseMs = 5000;

export interface GateOptions {
  clock?: Clock;
  /** Told why everybody waits, and for how long: once for all that fail together. */
  onWait?: (reason: string, pauseMs: number) => void;
  /** Asks HQ for a sign of life, at a short limit. Rejects with HqError `unreachable`. */
  reach?: () => Promise<void>;
}

/**
 * Where everything that is sent passes. It closes while an operator pauses, and while HQ or Field cannot take records: then all
 * senders wait together and one after the other tries again, so that an outage longer than any retry fails no account. An HQ that could not
 * be reached is asked for a sign of life before anything is sent again: a batch may be long under way, so on a route that is lost it would
 * wait for a minute, also when the route comes back a moment later.
 */
export class SendingGate {
  #closedBecause: string | null = null;
  #opensAt = 0;
  #failures = 0;
  #reason: string | null = null;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  readonly #onWait: (reason: string, pauseMs: number) => void;
  readonly #reach: () => Promise<void>;
  /** Something failed, and nothing has succeeded since. */
  #isFailing = false;
  /** How many are sending, or wait for it. */
  #senders = 0;
  /** HQ could not be reached, and has given no sign since. */
  #isLost = false;
  #reaching: Promise<void> | null = null;

  constructor(signal: AbortSignal, { clock = systemClock, onWait = () => {}, reach = () => Promise.resolve() }: GateOptions = {}) {
    this.#signal = signal;
    this.#clock = clock;
    this.#onWait = onWait;
    this.#reach = reach;
  }

  /** Why nothing is sent now, also while that is tried again; null when it is sent. What nobody tries any more is no reason. */
  get reason(): string | null {
    if (this.#closedBecause !== null) return this.#closedBecause;
    const isTried = this.#isFailing && this.#senders > 0;
    return isTried || !this.isOpen ? this.#reason : null;
  }

  /** Whether something may be tried now, be it after a failure. */
  get isOpen(): boolean {
    return this.#closedBecause === null && this.#clock.now() >= this.#opensAt;
  }

  /** Closes for a reason until it is opened with null. */
  close(reason: string | null): void {
    this.#closedBecause = reason;
  }

  /** Runs `send` once the gate is open, again and again while it fails for a reason that passes. Rejects when a signal is aborted. */
  async through<T>(send: () => Promise<T>, signal: AbortSignal = this.#signal): Promise<T> {
    this.#senders += 1;
    try {
      return await this.#untilSent(send, signal);
    } finally {
      this.#senders -= 1;
    }
  }

  async #untilSent<T>(send: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      await this.#open(signal);
      try {
        const result = await send();
        this.#failures = 0;
        this.#isFailing = false;
        return result;
      } catch (error) {
        if (!(error instanceof DeliveryError) || !error.retryable) throw error;
        this.#wait(error);
      }
    }
  }

  async #open(signal: AbortSignal): Promise<void> {
    for (;;) {
      this.#signal.throwIfAborted();
      signal.throwIfAborted();
      const waitMs = this.#closedBecause !== null ? 100 : this.#opensAt - this.#clock.now();
      if (waitMs <= 0) {
        if (!this.#isLost) return;
        await (this.#reaching ??= this.#lookForHq());
        continue;
      }
      // An abort is seen at the top, with its reason.
      await this.#clock.sleep(Math.min(waitMs, 200), signal).catch(() => {});
    }
  }

  /** One asks for all. Any other answer than none is for those who send to understand. */
  async #lookForHq(): Promise<void> {
    try {
      await this.#reach();
      this.#isLost = false;
    } catch (error) {
      this.#isLost = isUnreachable(error);
      if (this.#isLost) this.#wait(new DeliveryError(error));
    } finally {
      this.#reaching = null;
    }
  }

  #wait(error: DeliveryError): void {
    this.#isLost ||= isUnreachable(error.cause);
    // Many senders fail at once when HQ goes away: that is one failure, not many.
    const isFirst = this.#clock.now() >= this.#opensAt;
    if (isFirst) this.#failures += 1;
    // What HQ asks for is the least: it is spread upwards only. An HQ that asks for no pause at all is not asked in a circle.
    const askedMs = error.retryAfterMs === null ? null : Math.max(error.retryAfterMs, firstPauseMs);
    const pauseMs = askedMs ?? Math.min(firstPauseMs * 2 ** (this.#failures - 1), longestPauseMs);
    this.#opensAt = Math.max(this.#opensAt, this.#clock.now() + pauseMs * ((askedMs === null ? 0.75 : 1) + Math.random() / 2));
    this.#reason = error.message;
    this.#isFailing = true;
    if (isFirst) this.#onWait(error.message, Math.round(pauseMs));
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof HqError && error.code === 'unreachable';
}
