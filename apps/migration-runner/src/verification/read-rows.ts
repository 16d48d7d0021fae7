import { limits, type RowsInput, type RowsOutput } from '@hq-field/contracts';
import type { Pair } from './compare-digests.ts';
import type { Row } from './compare-rows.ts';

/** A side of the comparison, as far as rows go. */
export interface RowSource {
  rows(input: RowsInput): Promise<RowsOutput>;
}

/** Streams the rows of a pair page by page; with `keys` only those. */
export async function* readRows(source: RowSource, pair: Pair, keys: string[] | null = null): AsyncGenerator<Row> {
  let after: string | null = null;
  do {
    const page: RowsOutput = await source.rows({ ...pair, after, limit: limits.rowsPerPage, keys });
    yield* page.rows;
    after = page.next;
  } while (after !== null);
}

/** Few enough keys to be asked for by name; more are found again by reading the whole pair. */
export function canBeNamed(keys: readonly string[]): boolean {
  return keys.length <= limits.rowsPerPage;
}
