// The neutral extracts as CSV: RFC 4180, UTF-8, LF, header first, null as an empty field and the empty text as "". PostgreSQL writes them so.
import { finished } from 'node:stream/promises';
import { type ExtractName, extractColumns } from '@hq-field/contracts';
import type { RowPart } from './part.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Streams an extract, sorted bytewise by key, at the reader's pace. The part must be ready. Until it ends, the snapshot answers nothing else;
 * what a reader leaves unread is read and thrown away.
 */
export async function* streamCsv(snapshot: Snapshot, part: RowPart, name: ExtractName): AsyncGenerator<string> {
  const columns = extractColumns(name).map((column) => `r.${column}`);
  const bytes = await snapshot.copy(`
    copy (select ${columns.join(', ')} from ${part.table} r where not r.left_out order by r.row_key)
    to stdout with (format csv, header true, encoding 'UTF8')`);
  const decoder = new TextDecoder();
  try {
    for await (const chunk of bytes.iterator({ destroyOnReturn: false })) yield decoder.decode(chunk as Uint8Array, { stream: true });
  } finally {
    // An error of the database has reached the reader already, or nobody waits for it any more.
    if (!bytes.readableEnded) await finished(bytes.resume()).catch(() => {});
  }
}
