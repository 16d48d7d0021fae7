import { limits } from '@hq-field/contracts';
import { hangsOnQuarantine, staysWhereItWas } from './below-quarantine.ts';
import type { Pair, PairDifference } from './compare-digests.ts';
import { compareRows, type Row } from './compare-rows.ts';
import type { Difference } from './finding.ts';
import { narrow, rangeSizes } from './narrow.ts';
import type { RangeSizes } from './ranges.ts';
import { readRange, readRows, type RowSource } from './read-rows.ts';
import type { Look } from './take-reading.ts';

/** More differing records than this are not collected: HQ is then plainly wrong, and memory stays bounded. */
export const mostDifferences = 100_000;

export interface RowsOptions {
  /** Only these; all unless told. */
  keys?: string[] | null;
  /** Told of each row of a side once, also of those in quarantine. */
  onFieldRow?: (row: Row) => void;
  onHqRow?: (row: Row) => void;
}

/** Compares the rows of one pair, read page by page. */
export function differencesOf(
  pair: Pair,
  look: Look,
  { keys = null, onFieldRow = () => {}, onHqRow = () => {} }: RowsOptions = {},
): AsyncGenerator<Difference> {
  const { account, entity } = pair;
  const rowsOf = (side: RowSource, see: (row: Row) => void) =>
    look.quarantine.without(entity, observed(readRows(side, { account, entity }, keys), see));
  return compareRows({ account, entity }, rowsOf(look.field, onFieldRow), rowsOf(look.hq, onHqRow), explainedIn(pair, look));
}

function explainedIn(pair: Pair, look: Look) {
  return (side: 'field' | 'hq', row: Row) => (side === 'hq' ? hangsOnQuarantine(pair, row, look) : staysWhereItWas(pair, row, look));
}

async function* observed(rows: AsyncIterable<Row>, see: (row: Row) => void): AsyncGenerator<Row> {
  for await (const row of rows) {
    see(row);
    yield row;
  }
}

/** Compares the rows of a pair whose digests differ: those of the ranges that differ, where that is less than the whole. */
export async function* differencesIn(pair: PairDifference, look: Look, sizes: RangeSizes = rangeSizes): AsyncGenerator<Difference> {
  const { account, entity } = pair;
  const ranges = await narrow(pair, look, sizes);
  if (ranges === null) {
    yield* differencesOf(pair, look);
    return;
  }
  for (const range of ranges) {
    const rowsOf = (side: RowSource, records: number) =>
      look.quarantine.without(entity, readRange(side, { account, entity }, range, records));
    const [field, hq] = [rowsOf(look.field, range.recordsInField), rowsOf(look.hq, range.recordsInHq)];
    yield* compareRows({ account, entity }, field, hq, explainedIn(pair, look));
  }
}

/** Reads records that differed once more, by name. */
export async function* differencesAgain(open: readonly Difference[], look: Look): AsyncGenerator<Difference> {
  await look.sent();
  for (const differences of Map.groupBy(open, ({ account, entity }) => `${account ?? ''}\n${entity}`).values()) {
    const [first] = differences;
    if (first === undefined) continue;
    const keys = [...new Set(differences.map((difference) => difference.key))];
    for (let at = 0; at < keys.length; at += limits.rowsPerPage)
      yield* differencesOf(first, look, { keys: keys.slice(at, at + limits.rowsPerPage) });
  }
}
