import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { FieldError } from './field-error.ts';

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

/** A session that cannot go on in another snapshot. */
export interface Whole {
  /** Whether it was ended for the sake of others. */
  readonly hasMadeWay: boolean;
  /** What an error of reading it means: a FieldError `busy` when it was ended for others, itself otherwise. */
  meaning(error: unknown): unknown;
}

/** Ends a session for whoever waits for it. Its locks end with its connection, whatever it does at that moment. */
export function endForWaiters(field: postgres.Sql, session: Pick<LongSession, 'pid' | 'signal' | 'lookEveryMs'>): Whole {
  let hasMadeWay = false;
  const makeWay = async () => {
    // While it was looked at it may have ended, and its connection may serve somebody else by now.
    if (session.signal.aborted) return;
    hasMadeWay = true;
    await field`select pg_terminate_backend(${session.pid})`.catch(() => {});
  };
  void watchLongSession(field, { ...session, makeWay });
  return {
    get hasMadeWay() {
      return hasMadeWay;
    },
    meaning(error) {
      const words = 'Reading Field made way for a statement that waited for it, such as an ALTER TABLE. Run the command again.';
      return hasMadeWay ? new FieldError('busy', words, { cause: error }) : error;
    },
  };
}

async function isWaitedFor(field: postgres.Sql, pid: number): Promise<boolean> {
  const [row] = await field<{ isWaitedFor: boolean }[]>`
    select exists (select from pg_locks w where not w.granted and ${pid} = any(pg_blocking_pids(w.pid))) as "isWaitedFor"`;
  return row?.isWaitedFor === true;
}
