// One consistent view of Field: a reserved connection with one transaction, whose temporary objects end with it. Nothing is added to Field.
import type { Readable } from 'node:stream';
import type postgres from 'postgres';

type Row = Record<string, string | null>;

export interface Snapshot {
  /** Runs one or more statements without parameters. */
  run(statements: string): Promise<void>;
  /** Runs one statement. Parameters and columns are text: it casts what it needs. */
  read<T = Row>(statement: string, parameters?: readonly string[]): Promise<T[]>;
  /** Runs one COPY to stdout. What is asked meanwhile waits until its bytes are read to the end. */
  copy(statement: string): Promise<Readable>;
  /** Ends the transaction, and with it everything temporary. */
  close(): Promise<void>;
}

/**
 * Leaves Field's other cores alone, and plans for rows of a mixed kind: compiling such queries costs more than running them.
 * How large a temporary table is, and how its keys repeat, is all that the planner has to learn of it: a small sample tells that.
 * A verification may think between two questions.
 */
const settings = `
  set local max_parallel_workers_per_gather = 0;
  set local jit = off;
  set local default_statistics_target = 10;
  set local work_mem = '64MB';
  set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0;
  set local standard_conforming_strings = on`;

export async function openSnapshot(field: postgres.Sql): Promise<Snapshot> {
  const connection = await field.reserve();
  let open = true;

  async function close(): Promise<void> {
    if (!open) return;
    open = false;
    try {
      await connection.unsafe('rollback');
    } finally {
      connection.release();
    }
  }

  try {
    await connection.unsafe('begin isolation level repeatable read');
    await connection.unsafe(settings);
    // The first statement after the settings takes the snapshot: what commits from here on is not seen.
    const [server] = await connection.unsafe(`select current_setting('server_encoding') as encoding, count(*) from pg_class where false`);
    if (server?.encoding !== 'UTF8')
      throw new Error(`The Field database has the encoding ${server?.encoding}; extracts can be computed in UTF8 only.`);
  } catch (error) {
    await close();
    throw error;
  }

  return {
    run: async (statements) => void (await connection.unsafe(statements)),
    read: async <T>(statement: string, parameters: readonly string[] = []) =>
      [...(await connection.unsafe(statement, [...parameters]))] as T[],
    copy: (statement) => connection.unsafe(statement).readable(),
    close,
  };
}
