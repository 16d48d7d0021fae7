import { FieldError } from '@hq-field/field-adapter';
import { RunnerError, toRunnerError } from '../runner-error.ts';
import { pause } from './loops/every.ts';

/** A pooler in between, a wrong user or password, a database that does not exist: waiting mends none of these. */
const mendedByPeople = /^(08P01|28...|3D000)$/u;

/**
 * Does what a host begins with; again and again while a database cannot be reached, as after a reboot that the host has survived sooner. `stopped`
 * when the signal was aborted first. Throws what waiting does not mend.
 */
export async function untilReachable(
  task: () => Promise<void>,
  { signal, pauseMs, onWait }: { signal: AbortSignal; pauseMs: number; onWait: (reason: string) => void },
): Promise<'done' | 'stopped'> {
  const stopped = new Promise<'stopped'>((resolve) => signal.addEventListener('abort', () => resolve('stopped'), { once: true }));
  while (!signal.aborted) {
    try {
      return await Promise.race([task().then(() => 'done' as const), stopped]);
    } catch (error) {
      if (error === signal.reason) break;
      const reason = whyAway(error);
      if (reason === null) throw error;
      onWait(reason);
      await pause(signal, pauseMs);
    }
  }
  return 'stopped';
}

/** Why a database is away that may come back, or cannot do just now what it can do later; null for any other error. */
export function whyAway(thrown: unknown): string | null {
  const error = toRunnerError(thrown);
  const isPassing = (error instanceof RunnerError && error.retryable) || (error instanceof FieldError && error.code === 'unreachable');
  if (!isPassing) return null;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return mendedByPeople.test(code) ? null : error.message;
}
