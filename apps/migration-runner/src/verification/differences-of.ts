import type { Pair } from './compare-digests.ts';
import { compareRows } from './compare-rows.ts';
import type { Difference } from './finding.ts';
import { canBeNamed, readRows, type RowSource } from './read-rows.ts';
import type { Look } from './take-reading.ts';

/** More differing records than this are not collected: HQ is then plainly wrong, and memory stays bounded. */
export const mostDifferences = 100_000;

/** Compares the rows of one pair page by page; with `keys` only those. */
export function differencesOf(pair: Pair, { field, hq, quarantine }: Look, keys: string[] | null = null): AsyncGenerator<Difference> {
  const { account, entity } = pair;
  const rowsOf = (side: RowSource) => quarantine.without(entity, readRows(side, { account, entity }, keys));
  return compareRows({ account, entity }, rowsOf(field), rowsOf(hq), (row) => quarantine.explainsExtra(pair, row));
}

/** Reads records that differed once more: by name, or the whole pair when they are too many to be named. */
export async function* differencesAgain(open: readonly Difference[], look: Look): AsyncGenerator<Difference> {
  await look.sent();
  for (const differences of Map.groupBy(open, ({ account, entity }) => `${account ?? ''}\n${entity}`).values()) {
    const [first] = differences;
    if (first === undefined) continue;
    const keys = [...new Set(differences.map((difference) => difference.key))];
    yield* differencesOf(first, look, canBeNamed(keys) ? keys : null);
  }
}
