import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';

/** From one look at who waits for a session to the next, in milliseconds, unless told. */
export const lookEveryMs = 500;

export interface LongSession {
  /** Of its backend in Field's database. */
  pid: number;
  /** Aborted when it has ended. */
  signal: AbortSignal;
  lookEveryMs: number;
  /** Whether it is to make way also when nobody waits. */
  isOverdue?: () => boolean;
  makeWay: () => Promise<void>;
}

/**
 * Watches a session that holds share locks for long. A TRUNCATE or ALTER waits for it, and behind that everybody who uses the table: customers,
 * and our own senders. So it makes way when anybody waits for it; again and again, until it has ended.
 */
export async function watchLongSession(field: postgres.Sql, session: LongSession): Promise<void> {
  const { pid, signal, makeWay, isOverdue = () => false } = session;
  while (!signal.aborted) {
    await sleep(session.lookEveryMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    // Without an answer there is nothing to decide by; in a Field that is away the session has ended by itself.
    if (isOverdue() || (await isWaitedFor(field, pid).catch(() => false))) await makeWay();
  }
}

async function isWaitedFor(field: postgres.Sql, pid: number): Promise<boolean> {
  const [row] = await field<{ isWaitedFor: boolean }[]>`
    select exists (select from pg_locks w where not w.granted and ${pid} = any(pg_blocking_pids(w.pid))) as "isWaitedFor"`;
  return row?.isWaitedFor === true;
}
