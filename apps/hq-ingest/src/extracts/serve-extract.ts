import { Readable } from 'node:stream';
import { extractColumns, type ExtractName, extractNames, extracts } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';
import type { AppContext } from '../context.ts';
import { rowSources } from './entities/index.ts';
import { keyOf } from './row-source.ts';

/**
 * Streams a neutral extract as PostgreSQL writes it: its CSV is RFC 4180 with LF, null empty and the empty text quoted. The
 * reader sets the pace, so memory stays flat. The extract has a connection of its own, which ends with it, also when the reader leaves.
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
    lines.once('error', end);
    return new Response(Readable.toWeb(lines) as ReadableStream<Uint8Array>, {
      headers: { 'content-type': 'text/csv; charset=utf-8; header=present' },
    });
  } catch (error) {
    end();
    throw error;
  }
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
