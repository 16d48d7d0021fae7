import { setTimeout } from 'node:timers/promises';

/** Time as the throttle knows it, in milliseconds. */
export interface Clock {
  now(): number;
  /** Resolves after a while, or rejects when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<unknown>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
};
