import type { Readable } from 'node:stream';
import { extractColumns, type ExtractName, extractNames, extracts } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';
import type { AppContext } from '../context.ts';
import { rowSources } from './entities/index.ts';
import { keyOf } from './row-source.ts';

/** Bytes of an extract that wait in HQ for a slow reader, besides those in the buffers of sockets. */
const bytesAhead = 65_536;

/**
 * Streams a neutral extract as PostgreSQL writes it: its CSV is RFC 4180 with LF, null empty and the empty text quoted. The
 * reader sets the pace, so memory stays flat. The extract has a connection of its own, which ends with it, also when the reader leaves.
 * Throws request_invalid when there is no such extract, and what the database says when it does not begin.
 */
export async function serveExtract({ database, log }: AppContext, file: string): Promise<Response> {
  const name = extractNames.find((known) => `${known}.csv` === file);
  if (name === undefined)
    throw new RequestRefusedError('request_invalid', `HQ has no extract ${file}; there are ${extractNames.join(', ')}`);
  const session = database.session(`hq-ingest extract ${name}`);
  const end = (): void =>
    void session.end({ timeout: 0 }).catch((error: unknown) => log.warn({ err: error }, 'a connection did not close'));
  try {
    const lines = await session.unsafe(extractStatement(name)).readable();
    lines.once('close', end);
    return new Response(toWeb(lines), { headers: { 'content-type': 'text/csv; charset=utf-8; header=present' } });
  } catch (error) {
    end();
    throw error;
  }
}

/** What `Readable.toWeb` does, except that lines which come after the reader has left are dropped: there they end the process. */
function toWeb(lines: Readable): ReadableStream<Uint8Array> {
  let hasLeft = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        lines.on('data', (line: Uint8Array) => {
          if (hasLeft) return;
          controller.enqueue(line);
          if ((controller.desiredSize ?? 0) <= 0) lines.pause();
        });
        lines.once('end', () => hasLeft || controller.close());
        lines.once('error', (error) => hasLeft || controller.error(error));
      },
      pull: () => void lines.resume(),
      cancel() {
        hasLeft = true;
        lines.destroy();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: bytesAhead }),
  );
}

/** The statement of an extract; it has no parameters. */
function extractStatement(name: ExtractName): string {
  const { entity } = extracts[name];
  const source = rowSources[entity];
  const columns = extractColumns(name).map((column, index) => `${source.columns[index]} as ${column}`);
  const isBound = source.account === null ? 'true' : `${source.account} is not null`;
  return `
    copy (
      select ${columns.join(', ')}
      from ${source.from}
      where ${isBound}
      order by ${keyOf(source)} collate "C"
    ) to stdout with (format csv, header true, encoding 'UTF8')`;
}
