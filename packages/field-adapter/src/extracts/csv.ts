// The neutral extracts as CSV: RFC 4180, UTF-8, LF, header first, null as an empty field and the empty text as "".
import { type ExtractName, extractColumns } from '@hq-field/contracts';
import type { RowPart } from './part.ts';
import type { Snapshot } from './snapshot.ts';

/** Characters of a chunk that it aims at; the number of lines follows, because a line may have a million. */
const chunkLength = 1024 * 1024;
const mostLines = 20_000;

/** Streams the lines of an extract, sorted bytewise by key. The part must be ready. Other reads of the snapshot may run between two chunks. */
export async function* streamCsv(snapshot: Snapshot, part: RowPart, name: ExtractName, cursor: string): AsyncGenerator<string> {
  const columns = extractColumns(name);
  yield `${columns.join(',')}\n`;
  const line = columns.map((column) => `pg_temp.csv_field(r.${column})`).join(` || ',' || `);
  await snapshot.run(`
    declare ${cursor} no scroll cursor for
    select ${line} as line from ${part.table} r where not r.left_out order by r.row_key`);
  // The server makes the next chunk while the reader has the last one. Nobody waits for a chunk that is not asked for any more, nor for its error.
  const fetch = (lines: number) => {
    const rows = snapshot.read<{ line: string }>(`fetch forward ${lines} from ${cursor}`);
    rows.catch(() => {});
    return rows;
  };
  let lines = 100;
  let next = fetch(lines);
  try {
    for (let rows = await next; rows.length > 0; rows = await next) {
      const chunk = `${rows.map((row) => row.line).join('\n')}\n`;
      lines = Math.max(1, Math.min(mostLines, lines * 4, Math.floor((chunkLength * rows.length) / chunk.length)));
      next = fetch(lines);
      yield chunk;
    }
  } finally {
    await next.catch(() => {});
    // Closing fails when the snapshot is closed or broken already; then the cursor is gone with it.
    await snapshot.run(`close ${cursor}`).catch(() => {});
  }
}
