import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import type { GateStates } from './decide-gate.ts';
import { lastChange, readGates } from './gate-store.ts';

/** What a follower is told. `away` keeps what was last known. */
export interface GateWatcher {
  changed(states: GateStates): void;
  away(reason: string): void;
}

export interface Following {
  stop(): Promise<void>;
}

/** Changes are told by a notification; this is for one that was lost, and notices a database that is away. */
const askEveryMs = 400;
/** An answer that takes longer counts as none: a connection that is half open never ends by itself. */
const patienceMs = 2000;

/** Tells the watcher what is set, now and after every change, until it is stopped. Resolves after the first answer or the first failure. */
export async function followGates(sql: postgres.Sql, watcher: GateWatcher): Promise<Following> {
  let stopped = false;
  let seen: string | null = null;
  let asking: Promise<void> | null = null;
  let notifications = 0;

  const ask = (): Promise<void> => (asking ??= askOnce().finally(() => (asking = null)));
  async function askOnce(): Promise<void> {
    try {
      if (seen !== null && (await inTime(lastChange(sql))) === seen) return;
      const before = notifications;
      const { states, change } = await inTime(readGates(sql));
      seen = notifications === before ? change : null;
      watcher.changed(states);
    } catch (error) {
      // Whatever is read next is told, also when nothing has changed: the watcher believes that the database is away.
      seen = null;
      watcher.away(error instanceof Error ? error.message : String(error));
    }
  }

  await ask();
  // A notification may come while the question is on its way, and its answer be older: then it is asked once more. And everything is asked: of
  // changes by hand in transactions that overlap, one that becomes visible late has an earlier number than what was seen.
  const told = (): void => {
    notifications += 1;
    seen = null;
    void ask().then(ask);
  };
  const listening = sql.listen('gates', told, told).catch(() => null);
  const loop = (async () => {
    while (!stopped) {
      await sleep(askEveryMs, undefined, { ref: false });
      if (!stopped) await ask();
    }
  })();
  return {
    async stop() {
      stopped = true;
      const subscription = await Promise.race([listening, sleep(100, null)]);
      await Promise.race([subscription?.unlisten(), sleep(500)]).catch(() => {});
      void loop;
    },
  };
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const tooLate = sleep(patienceMs, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error(`the database of the gates did not answer within ${patienceMs} ms`);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    timer.abort();
    tooLate.catch(() => {});
    answer.catch(() => {});
  }
}
