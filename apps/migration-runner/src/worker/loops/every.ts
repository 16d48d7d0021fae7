import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryError } from '@hq-field/field-adapter';
import type { Logger } from 'pino';
import { RunnerError, toRunnerError } from '../../runner-error.ts';

/** Runs a small task again and again until the signal. What fails once is tried again; throws what the host must stop for. */
export async function every(
  { signal, log }: { signal: AbortSignal; log: Logger },
  pauseMs: () => number,
  task: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await task();
    } catch (error) {
      if (error instanceof RunnerError && !error.retryable) throw error;
      if (error instanceof DeliveryError && !error.retryable) throw error;
      if (!signal.aborted) {
        log.warn({ reason: inWords(error) }, 'loop:failed');
        await pause(signal, 500);
      }
    }
    await pause(signal, pauseMs());
  }
}

/** What is Field's says so; the rest of what a loop asks is the runner's database. */
function inWords(error: unknown): string {
  const known = toRunnerError(error);
  return known instanceof Error ? known.message : String(known);
}

/** Waits a while, or until the signal. */
export async function pause(signal: AbortSignal, milliseconds: number): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}
