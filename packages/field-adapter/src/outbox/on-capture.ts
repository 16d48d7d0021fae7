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
/**
 * While pauses are the shortest, Field looks every millisecond, so many times before it answers: told to sleep one, it sleeps
 * two.
 */
const looks = 50;
const sleepMs = 0.5;
/** Rows that were taken stay while anybody's snapshot may see them, and a look passes them all: one that takes longer, in milliseconds, is followed by a rest. */
const quickLookMs = 2;
/** A rest is so many times the look, so that looking costs Field a fifth of one processor at most. */
const restPerLook = 4;
const longestRestMs = 1000;
/** The quickest of the last looks counts: another one may have waited for a processor. */
const looksCompared = 3;

const waits = `exists (select from outbound.changes)
  or exists (select from outbound.touches where claimed_until is null or claimed_until < clock_timestamp())`;

/**
 * Ends as soon as something waits, when looking costs much, or after 50 ms: longer statements would fill the list of slow ones that Field's people
 * look at.
 */
const watch = `do $$ declare begun timestamptz; begin
  for look in 1..${looks} loop
    begun := clock_timestamp();
    if ${waits} or clock_timestamp() > begun + interval '${quickLookMs} ms' then return; end if;
    perform pg_sleep(${sleepMs / 1000});
  end loop;
end $$`;

const now = (name: string) => `select extract(epoch from clock_timestamp())::float8 * 1000 as "${name}"`;
const look = `${now('begunMs')}; select ${waits} as "somethingWaits"; ${now('endedMs')}`;
type Look = Record<'begunMs' | 'endedMs', number> & { somethingWaits: boolean };

/** The rest after the last looks, by how long they took; in milliseconds. */
function restAfter(lastMs: readonly number[]): number {
  const lookMs = Math.min(...lastMs);
  return lookMs > quickLookMs ? Math.min(longestRestMs, lookMs * restPerLook) : 0;
}

/**
 * Calls `wake` when something waits in the outbox. Field is asked, it does not notify: a NOTIFY in a trigger makes the commits of
 * customers queue behind one lock. A look is quick where little waits, and takes longer behind what was claimed or taken and is still kept: it
 * looks only while `isWanted`. Pauses between looks are 1 ms while Field is being changed, when Field pauses and looks by itself, and grow to
 * 50 ms in the half minute after the last change; where a look takes long they are longer.
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
    let [lastMs, restMs]: [number[], number] = [[], 0];
    while (!stopped) {
      if (!isWanted()) {
        if (isAtWork) lastAt = performance.now();
        await pause(unwantedMs);
        continue;
      }
      // Its passes look, too.
      if (isAtWork) await pause(restMs);
      isAtWork = false;
      const pauseMs = Math.min(longestMs, Math.max(shortestMs, (performance.now() - lastAt) * partOfQuiet));
      const watches = pauseMs === shortestMs && restMs === 0;
      try {
        const results = await field.unsafe<Partial<Look>[]>(`${watches ? `${watch};` : ''} ${look}`).simple();
        const { begunMs, endedMs, somethingWaits } = Object.assign({}, ...results.flat()) as Look;
        lastMs = [endedMs - begunMs, ...lastMs].slice(0, looksCompared);
        restMs = restAfter(lastMs);
        if (somethingWaits) {
          wake();
          isAtWork = true;
          lastAt = performance.now();
          await pause(afterWakeMs);
        } else if (!watches || restMs > 0) await pause(Math.max(restMs, pauseMs));
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
