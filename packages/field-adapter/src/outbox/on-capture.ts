import type { FieldDatabase } from '../field-db/open-field.ts';

/** Pauses between two questions, in milliseconds. */
const shortestMs = 5;
const longestMs = 50;
/** A pause is this part of the time in which nothing has happened. */
const partOfQuiet = 1 / 500;

/**
 * Calls `wake` when something waits in the outbox. Field is asked, it does not notify: a NOTIFY in a trigger makes the commits of
 * customers queue behind one lock. The question costs two index look-ups. Its pause is short while Field is being changed, and grows to 50 ms
 * in the half minute after the last change.
 */
export async function onCapture(field: FieldDatabase, wake: () => void): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  const running = (async () => {
    let lastAt = performance.now();
    for (let pauseMs = shortestMs; !stopped; ) {
      try {
        const [row] = await field<{ waits: boolean }[]>`
          select exists (select from outbound.changes) or exists (select from outbound.touches where claimed_until is null or claimed_until < clock_timestamp()) as waits`;
        if (row?.waits) {
          wake();
          lastAt = performance.now();
        }
        pauseMs = Math.min(longestMs, Math.max(shortestMs, (performance.now() - lastAt) * partOfQuiet));
      } catch {
        // The relay meets the same error and reports it; here it only means asking less often.
        pauseMs = 1000;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await running;
    },
  };
}
