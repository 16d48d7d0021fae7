import { setTimeout as sleep } from 'node:timers/promises';
import { HqError } from '@hq-field/field-adapter';

const attempts = 5;

/** Asks again when HQ says that the same request may succeed later; the last refusal is thrown. */
export async function withRetries<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof HqError) || !error.retryable || attempt === attempts) throw error;
      await sleep(error.retryAfterMs ?? 100 * 2 ** attempt);
    }
  }
}
