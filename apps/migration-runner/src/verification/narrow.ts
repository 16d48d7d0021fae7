import { limits } from '@hq-field/contracts';
import type { Pair, PairDifference } from './compare-digests.ts';
import {
  boundsOf,
  type ComparedRange,
  compareRanges,
  cutBehind,
  type RangeSizes,
  rangesToRead,
  rowsInRange,
  type SizedRange,
} from './ranges.ts';
import type { Look } from './take-reading.ts';

export const rangeSizes: RangeSizes = { leastRanges: 400, mostRanges: 4000, rowsPerPage: limits.rowsPerPage };

/**
 * The parts of a pair that differ, to be read as rows. Null: the pair is to be read whole, because Field has no more than a page of it (what HQ
 * has more differs anyhow), or because HQ is older than digests of ranges.
 */
export async function narrow(pair: PairDifference, look: Look, sizes: RangeSizes): Promise<SizedRange[] | null> {
  const { recordsInField, recordsInHq } = pair;
  if (!isLarge(pair, sizes)) return null;
  const parts = await partsOf(pair, { after: null, upTo: null, recordsInField, recordsInHq, differs: true }, look, sizes);
  return parts && rangesToRead(parts, sizes.rowsPerPage);
}

/** A range cut into ranges that are small enough on Field's side, or that agree. */
async function partsOf(pair: Pair, range: ComparedRange, look: Look, sizes: RangeSizes): Promise<ComparedRange[] | null> {
  const { account, entity } = pair;
  const every = rowsInRange(range.recordsInField, sizes);
  const ranges = cutBehind(range, await look.field.bounds({ account, entity, after: range.after, upTo: range.upTo, every }));
  const input = { account, entity, exclude: look.quarantine.forDigests(account), bounds: boundsOf(ranges) };
  const [ours, theirs] = await Promise.all([look.field.rangeDigests(input), look.hq.rangeDigests(input)]);
  if (ours === null || theirs === null) return null;
  const parts: ComparedRange[] = [];
  for (const part of compareRanges(ranges, ours, theirs)) {
    const again = part.differs && isLarge(part, sizes) ? await partsOf(pair, part, look, sizes) : [part];
    if (again === null) return null;
    parts.push(...again);
  }
  return parts;
}

function isLarge({ recordsInField }: { recordsInField: number }, { rowsPerPage }: RangeSizes): boolean {
  return recordsInField > rowsPerPage;
}
