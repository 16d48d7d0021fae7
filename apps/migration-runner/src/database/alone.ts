import type { RunnerDatabase } from './open-runner.ts';

/**
 * Does work that one process does at a time: null when another one does it now. Whoever dies lets go, and so does whoever loses the session that
 * holds the lock: `isAlone` says false then, and once the work has ended, and is asked before anything is done.
 */
export async function alone<T>(
  runner: RunnerDatabase,
  lock: string,
  work: (isAlone: () => Promise<boolean>) => Promise<T>,
): Promise<{ result: T } | null> {
  const session = await runner.reserve();
  // The driver makes a session that was lost again, as another process of the server, without the lock.
  const backend = async (): Promise<number | undefined> =>
    (await session<{ pid: number }[]>`select pg_backend_pid() as pid`.catch(() => []))[0]?.pid;
  let isOver = false;
  const isHeldBy = async (pid: number) => (await backend()) === pid && !isOver;
  try {
    const [row] = await session<{ locked: boolean; pid: number }[]>`
      select pg_try_advisory_lock(hashtextextended(${lock}, 0)) as locked, pg_backend_pid() as pid`;
    if (row?.locked !== true) return null;
    try {
      return { result: await work(() => isHeldBy(row.pid)) };
    } finally {
      isOver = true;
      await session`select pg_advisory_unlock(hashtextextended(${lock}, 0))`.catch(() => {});
    }
  } finally {
    session.release();
  }
}
