import type { FieldDatabase } from '../field-db/open-field.ts';

/** Pauses between two looks, in milliseconds. */
const shortestMs = 2;
const longestMs = 50;
/** What waits is taken soon: looking again before that would only wake once more. */
const afterWakeMs = 5;
/** From look to look whether anybody wants to be woken. */
const unwantedMs = 5;
/** A pause is this part of the time in which nothing has happened. */
const partOfQuiet = 1 / 500;
/** While pauses are the shortest, Field looks so many times by itself before it answers. */
const looks = 25;

const waits = `exists (select from outbound.changes)
  or exists (select from outbound.touches where claimed_until is null or claimed_until < clock_timestamp())`;

/** Ends as soon as something waits, or after 50 ms: longer statements would fill the list of slow ones that Field's people look at. */
const watch = `do $$ begin
  for look in 1..${looks} loop
    if ${waits} then return; end if;
    perform pg_sleep(${shortestMs / 1000});
  end loop;
end $$`;

/**
 * Calls `wake` when something waits in the outbox. Field is asked, it does not notify: a NOTIFY in a trigger makes the commits of
 * customers queue behind one lock. A look costs two index look-ups where little waits, and more behind what was claimed and sent: it looks
 * only while `isWanted`. Pauses between looks are 2 ms while Field is being changed, when Field pauses and looks by itself, and grow to 50 ms in
 * the half minute after the last change.
 */
export async function onCapture(
  field: FieldDatabase,
  { wake, isWanted }: { wake: () => void; isWanted: () => boolean },
): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const running = (async () => {
    let lastAt = performance.now();
    // Whoever was woken is at work until it wants to be woken again. It also wants nothing while it looks by itself now and then.
    let isAtWork = false;
    while (!stopped) {
      if (!isWanted()) {
        if (isAtWork) lastAt = performance.now();
        await pause(unwantedMs);
        continue;
      }
      isAtWork = false;
      const pauseMs = Math.min(longestMs, Math.max(shortestMs, (performance.now() - lastAt) * partOfQuiet));
      const watches = pauseMs === shortestMs;
      try {
        const rows = await field.unsafe<{ waits: boolean }[]>(`${watches ? `${watch};` : ''} select ${waits} as waits`).simple();
        if (rows.flat().some((row) => row.waits)) {
          wake();
          isAtWork = true;
          lastAt = performance.now();
          await pause(afterWakeMs);
        } else if (!watches) await pause(pauseMs);
      } catch {
        // The relay meets the same error and reports it; here it only means asking less often.
        await pause(1000);
      }
    }
  })();
  return {
    async stop() {
      stopped = true;
      await running;
    },
  };
}
