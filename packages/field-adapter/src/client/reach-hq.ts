import { toHqError } from './hq-error.ts';

/** Asks HQ for a sign of life; any answer is one. `limitMs` is how long it may take, in milliseconds, at least 1. Throws HqError `unreachable`. */
export async function reachHq(url: string, limitMs: number): Promise<void> {
  const base = url.replace(/\/+$/u, '');
  try {
    const response = await fetch(`${base}/healthz`, { signal: AbortSignal.timeout(limitMs) });
    await response.body?.cancel();
  } catch (error) {
    throw toHqError(error, base, null);
  }
}
