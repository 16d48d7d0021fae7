import { limits, type RowsInput, type RowsOutput } from '@hq-field/contracts';
import { compareBytewise } from './bytewise.ts';
import type { Pair } from './compare-digests.ts';
import type { Row } from './compare-rows.ts';
import type { Range } from './ranges.ts';

/** A side of the comparison, as far as rows go. */
export interface RowSource {
  rows(input: RowsInput): Promise<RowsOutput>;
}

/** Streams the rows of a pair page by page; with `keys` only those. The next page is on its way while one is looked at. */
export async function* readRows(source: RowSource, pair: Pair, keys: string[] | null = null): AsyncGenerator<Row> {
  yield* readPages(source, { ...pair, after: null, limit: limits.rowsPerPage, keys }, { ahead: true });
}

/** Streams the rows of a range; `records` is how many there should be, so that little is read behind it. */
export async function* readRange(source: RowSource, pair: Pair, { after, upTo }: Range, records: number): AsyncGenerator<Row> {
  // One more shows that the range ends, and another one that the last key has no second row.
  const limit = Math.min(limits.rowsPerPage, records + 2);
  for await (const row of readPages(source, { ...pair, after, limit, keys: null }, { ahead: false })) {
    if (upTo !== null && compareBytewise(row.key, upTo) > 0) return;
    yield row;
  }
}

/**
 * Rows of one key may stand on both sides of a page's end, and would be passed over behind it: the last key is read again with the next page. Of a page
 * with the keys a, b, b, which ends at b, a is passed on as `whole`, and the next page begins behind a. When it ends the rows, all of it is whole.
 */
async function* readPages(source: RowSource, input: RowsInput, { ahead }: { ahead: boolean }): AsyncGenerator<Row> {
  let page: Promise<RowsOutput> | null = null;
  let after = input.after;
  do {
    const { rows, next }: RowsOutput = await (page ?? source.rows({ ...input, after }));
    const whole: readonly Row[] = next === null ? rows : rows.filter(({ key }) => key !== next);
    after = next === null ? null : (whole.at(-1)?.key ?? next);
    page = ahead && after !== null ? source.rows({ ...input, after }) : null;
    // Whoever stops reading does not hear of it.
    page?.catch(() => {});
    // A page of one key alone cannot be read again.
    yield* whole.length > 0 ? whole : rows;
  } while (after !== null);
}
