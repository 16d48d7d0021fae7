// The neutral extracts as CSV: RFC 4180, UTF-8, LF, header first, null as an empty field and the empty text as "".
import { type ExtractName, extractColumns } from '@hq-field/contracts';
import type { RowPart } from './part.ts';
import type { Snapshot } from './snapshot.ts';

/** Characters of a chunk that it aims at; the number of lines follows, because a line may have a million. */
const chunkLength = 256 * 1024;
const mostLines = 5000;

/** Streams the lines of an extract, sorted bytewise by key. The part must be ready. Other reads of the snapshot may run between two chunks. */
export async function* streamCsv(snapshot: Snapshot, part: RowPart, name: ExtractName, cursor: string): AsyncGenerator<string> {
  const columns = extractColumns(name);
  yield `${columns.join(',')}\n`;
  const line = columns.map((column) => `pg_temp.csv_field(r.${column})`).join(` || ',' || `);
  await snapshot.run(`
    declare ${cursor} no scroll cursor for
    select ${line} as line from ${part.table} r where not r.left_out order by r.row_key`);
  try {
    let lines = 100;
    for (;;) {
      const rows = await snapshot.read<{ line: string }>(`fetch forward ${lines} from ${cursor}`);
      if (rows.length === 0) return;
      const chunk = `${rows.map((row) => row.line).join('\n')}\n`;
      yield chunk;
      lines = Math.max(1, Math.min(mostLines, lines * 4, Math.floor((chunkLength * rows.length) / chunk.length)));
    }
  } finally {
    // Closing fails when the snapshot is closed or broken already; then the cursor is gone with it.
    await snapshot.run(`close ${cursor}`).catch(() => {});
  }
}
