// One consistent view of Field: a reserved connection with one transaction, whose temporary objects end with it. Nothing is added to Field.
import type { Readable } from 'node:stream';
import type postgres from 'postgres';
import { endForWaiters, lookEveryMs, type Whole } from '../field-db/making-way.ts';
import { withoutTimeLimits } from '../field-db/open-field.ts';

type Row = Record<string, string | null>;

export interface Snapshot {
  /** Runs one or more statements without parameters. */
  run(statements: string): Promise<void>;
  /** Runs one statement. Parameters and columns are text: it casts what it needs. */
  read<T = Row>(statement: string, parameters?: readonly string[]): Promise<T[]>;
  /** Runs one COPY to stdout. What is asked meanwhile waits until its bytes are read to the end. */
  copy(statement: string): Promise<Readable>;
  /** What is temporary and was made so far stays in the session, for the next snapshot that it takes. */
  keep(): Promise<void>;
  /** Ends the transaction, and with it everything temporary that was not kept. Never fails: what went wrong before is what matters. */
  close(): Promise<void>;
  /** What an error of reading it means: a FieldError `busy` when it has made way for others, itself otherwise. */
  meaning(error: unknown): unknown;
}

/**
 * Leaves Field's other cores alone, and plans for rows of a mixed kind: compiling such queries costs more than running them.
 * How large a temporary table is, and how its keys repeat, is all that the planner has to learn of it: a small sample tells that.
 */
const settings = `
  set local max_parallel_workers_per_gather = 0;
  set local jit = off;
  set local default_statistics_target = 10;
  set local work_mem = '64MB'`;

export interface SnapshotOptions {
  /** From one look at who waits for the snapshot to the next, in milliseconds. */
  lookEveryMs?: number;
  /** A pool of one connection, which takes one snapshot after the other; any of Field's unless told. */
  session?: postgres.Sql;
}

export async function openSnapshot(field: postgres.Sql, options: SnapshotOptions = {}): Promise<Snapshot> {
  const connection = await (options.session ?? field).reserve();
  const ended = new AbortController();
  let pid: number | null = null;
  let whole: Whole | null = null;
  let isKept = false;

  async function close(): Promise<void> {
    if (ended.signal.aborted) return;
    ended.abort();
    try {
      await connection.unsafe(isKept ? 'rollback to savepoint kept; commit' : 'rollback');
    } catch {
      // It has ended with its connection, or ends with it now, as in the middle of an answer.
      if (pid !== null) await field`select pg_terminate_backend(${pid})`.catch(() => {});
    } finally {
      connection.release();
    }
  }

  try {
    await connection.unsafe('begin isolation level repeatable read');
    await connection.unsafe(settings);
    // The first statement after the settings takes the snapshot: what commits from here on is not seen.
    const [server] = await connection.unsafe(
      `select current_setting('server_encoding') as encoding, pg_backend_pid() as pid, count(*) from pg_class where false`,
    );
    pid = Number(server?.['pid']);
    await connection.unsafe(withoutTimeLimits);
    if (server?.encoding !== 'UTF8')
      throw new Error(`The Field database has the encoding ${server?.encoding}; extracts can be computed in UTF8 only.`);
    whole = endForWaiters(field, { pid, signal: ended.signal, lookEveryMs: options.lookEveryMs ?? lookEveryMs });
  } catch (error) {
    await close();
    throw error;
  }

  /** After its connection another one would answer, from no snapshot. */
  function reading(): postgres.ReservedSql {
    if (whole?.hasMadeWay === true) throw new Error('The snapshot has ended.');
    return connection;
  }

  return {
    run: async (statements) => void (await reading().unsafe(statements)),
    read: async <T>(statement: string, parameters: readonly string[] = []) =>
      [...(await reading().unsafe(statement, [...parameters]))] as T[],
    copy: async (statement) => reading().unsafe(statement).readable(),
    async keep() {
      await reading().unsafe('savepoint kept');
      isKept = true;
    },
    close,
    meaning: (error) => whole?.meaning(error) ?? error,
  };
}
