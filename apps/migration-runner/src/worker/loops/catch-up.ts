import { oldestWaiting } from '@hq-field/field-adapter';
import type { HostContext } from '../host-context.ts';

/** From one reading of the outbox to the next at least, in milliseconds, and as a multiple of what one takes. */
const leastPauseMs = 100;
const pausePerReading = 4;

/**
 * catching-up to live, once what was captured before is acknowledged. Occupies no worker. To find that out Field reads its whole outbox, so it is
 * asked only while an account waits for that, and the less often the more waits.
 */
export function catchUp({ store, field }: HostContext): { pauseMs(): number; step(): Promise<void> } {
  let readingMs = 0;
  return {
    pauseMs: () => Math.max(leastPauseMs, readingMs * pausePerReading),
    async step() {
      readingMs = 0;
      if (!(await store.isCatchingUp())) return;
      const begun = performance.now();
      const oldest = await oldestWaiting(field);
      readingMs = performance.now() - begun;
      await store.drained(oldest);
    },
  };
}
