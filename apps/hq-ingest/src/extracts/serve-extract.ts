import type { Readable } from 'node:stream';
import { extractColumns, type ExtractName, extractNames, extracts } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';
import type { AppContext } from '../context.ts';
import { withoutTransactionTimeout } from '../hq-db/connections.ts';
import { rowSources } from './entities/index.ts';
import { keyOf } from './row-source.ts';

/** Bytes of an extract that wait in HQ for a slow reader, besides those in the buffers of sockets. */
const bytesAhead = 65_536;

/** Who asks for an extract. */
export interface ExtractReader {
  /** HEAD is answered with the headers alone; the database is not asked. */
  method: string;
  /** Aborted when the reader has gone. */
  signal: AbortSignal;
  /** Closes the reader's socket, by which they see that the extract is not whole. Without it the stream fails instead. */
  cutOff?: (() => void) | undefined;
}

/**
 * Streams a neutral extract as PostgreSQL writes it: its CSV is RFC 4180 with LF, null empty and the empty text quoted. The
 * reader sets the pace, so memory stays flat. The extract has a connection of its own, which ends with it, also when the reader leaves.
 * Throws request_invalid when there is no such extract, and what the database says when it does not begin.
 */
export async function serveExtract({ database, log }: AppContext, file: string, reader: ExtractReader): Promise<Response> {
  const name = extractNames.find((known) => `${known}.csv` === file);
  if (name === undefined)
    throw new RequestRefusedError('request_invalid', `HQ has no extract ${file}; there are ${extractNames.join(', ')}`);
  const headers = { 'content-type': 'text/csv; charset=utf-8; header=present' };
  if (reader.method === 'HEAD') return new Response(null, { headers });
  const connectionName = `hq-ingest extract ${name}`;
  const session = database.session(connectionName);
  const end = (): void =>
    void session.end({ timeout: 0 }).catch((error: unknown) => log.warn({ err: error }, 'a connection did not close'));
  try {
    await session.unsafe(withoutTransactionTimeout('session'));
    const [backend] = await session<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const lines = await session.unsafe(extractStatement(name)).readable();
    lines.once('close', end);
    // By another connection: this one takes no question in the middle of its answer.
    const stop = (): void =>
      void database.read`
        select pg_terminate_backend(pid) from pg_stat_activity
        where pid = ${backend?.pid ?? null} and application_name = ${connectionName}
      `.catch((error: unknown) => log.warn({ err: error }, 'an extract goes on without its reader'));
    const fail = (error: unknown): void => log.error({ extract: name, err: error }, 'an extract was cut off');
    return new Response(toWeb(lines, reader, { stop, fail }), { headers });
  } catch (error) {
    end();
    throw error;
  }
}

/**
 * What `Readable.toWeb` does, except for a reader who leaves. What still comes is dropped, since there it ends the process. And it is
 * read: PostgreSQL waits for ever to write to a connection that nobody reads, and the connection never hears of its end.
 */
function toWeb(
  lines: Readable,
  { signal, cutOff }: ExtractReader,
  { stop, fail }: { stop(): void; fail(error: unknown): void },
): ReadableStream<Uint8Array> {
  let hasLeft = false;
  const leave = (): void => {
    if (hasLeft || lines.closed) return;
    hasLeft = true;
    lines.resume();
    stop();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        lines.on('data', (line: Uint8Array) => {
          if (hasLeft) return;
          controller.enqueue(line);
          if ((controller.desiredSize ?? 0) <= 0) lines.pause();
        });
        lines.once('end', () => hasLeft || controller.close());
        lines.once('error', (error) => {
          if (hasLeft) return;
          fail(error);
          // An error of the stream would be printed as it is, past the log.
          if (cutOff === undefined) controller.error(error);
          else cutOff();
        });
        if (signal.aborted) leave();
        else signal.addEventListener('abort', leave, { once: true });
      },
      pull: () => void lines.resume(),
      cancel: leave,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: bytesAhead }),
  );
}

/** The statement of an extract; it has no parameters. */
function extractStatement(name: ExtractName): string {
  const { entity } = extracts[name];
  const source = rowSources[entity];
  const columns = extractColumns(name).map((column, index) => `${source.columns[index]} as ${column}`);
  return `
    copy (
      select ${columns.join(', ')}
      from ${source.from}
      where ${source.compared}
      order by ${keyOf(source)} collate "C"
    ) to stdout with (format csv, header true, encoding 'UTF8')`;
}
