import { limits } from '@hq-field/contracts';
import type { Pair, PairDifference } from './compare-digests.ts';
import { compareRows } from './compare-rows.ts';
import type { Difference } from './finding.ts';
import { narrow, rangeSizes } from './narrow.ts';
import type { RangeSizes } from './ranges.ts';
import { readRange, readRows, type RowSource } from './read-rows.ts';
import type { Look } from './take-reading.ts';

/** More differing records than this are not collected: HQ is then plainly wrong, and memory stays bounded. */
export const mostDifferences = 100_000;

/** Compares the rows of one pair page by page; with `keys` only those. */
export function differencesOf(pair: Pair, { field, hq, quarantine }: Look, keys: string[] | null = null): AsyncGenerator<Difference> {
  const { account, entity } = pair;
  const rowsOf = (side: RowSource) => quarantine.without(entity, readRows(side, { account, entity }, keys));
  return compareRows({ account, entity }, rowsOf(field), rowsOf(hq), (row) => quarantine.explainsExtra(pair, row));
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
    yield* compareRows({ account, entity }, field, hq, (row) => look.quarantine.explainsExtra(pair, row));
  }
}

/** Reads records that differed once more, by name. */
export async function* differencesAgain(open: readonly Difference[], look: Look): AsyncGenerator<Difference> {
  await look.sent();
  for (const differences of Map.groupBy(open, ({ account, entity }) => `${account ?? ''}\n${entity}`).values()) {
    const [first] = differences;
    if (first === undefined) continue;
    const keys = [...new Set(differences.map((difference) => difference.key))];
    for (let at = 0; at < keys.length; at += limits.rowsPerPage) yield* differencesOf(first, look, keys.slice(at, at + limits.rowsPerPage));
  }
}
