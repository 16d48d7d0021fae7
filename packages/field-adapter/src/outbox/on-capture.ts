import type { FieldDatabase } from '../field-db/open-field.ts';

/**
 * Calls `wake` when something waits in the outbox. Field is asked, it does not notify: a NOTIFY in a trigger makes the commits of
 * customers queue behind one lock. The question costs two index look-ups; its pause grows from 5 to 50 ms while nothing happens.
 */
export async function onCapture(field: FieldDatabase, wake: () => void): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  const running = (async () => {
    for (let pauseMs = 5; !stopped; ) {
      try {
        const [row] = await field<{ waits: boolean }[]>`
          select exists (select from outbound.changes) or exists (select from outbound.touches where claimed_until is null or claimed_until < clock_timestamp()) as waits`;
        if (row?.waits) wake();
        pauseMs = row?.waits ? 5 : Math.min(pauseMs + 5, 50);
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
