// Where the rows of a large pair differ: ranges of keys, compared by their digests. Pure.
import type { RangeDigestsOutput } from '@hq-field/contracts';

/** Rows behind a key, up to another and with it; null has no end on that side. */
export interface Range {
  after: string | null;
  upTo: string | null;
}

export interface SizedRange extends Range {
  recordsInField: number;
  recordsInHq: number;
}

export interface ComparedRange extends SizedRange {
  differs: boolean;
}

/** A side did not answer for every range, so nothing is known of some rows. */
export class RangesError extends Error {
  readonly code = 'ranges';
  constructor() {
    super(
      'Field or HQ answered digests of fewer ranges than it was asked for, so rows cannot be compared. This is its mistake; report it.',
    );
    this.name = 'RangesError';
  }
}

/** How many ranges a range of so many rows of Field is cut into, and how many rows are read at once. */
export interface RangeSizes {
  leastRanges: number;
  mostRanges: number;
  rowsPerPage: number;
}

/** Rows of Field in each range: few, so that little is read, but never so few that there are too many ranges to ask for at once. */
export function rowsInRange(records: number, { leastRanges, mostRanges, rowsPerPage }: RangeSizes): number {
  const ranges = Math.min(mostRanges, Math.max(leastRanges, Math.ceil((2 * records) / rowsPerPage)));
  return Math.ceil(records / ranges);
}

/** Cuts a range behind each of these keys of it, which are in bytewise order. */
export function cutBehind(range: Range, keys: readonly string[]): Range[] {
  const ends = [...keys.filter((key) => key !== range.upTo), range.upTo];
  return ends.map((upTo, at) => ({ after: ends[at - 1] ?? range.after, upTo }));
}

/** The bounds that cut out these ranges, which lie side by side. */
export function boundsOf(ranges: readonly Range[]): string[] {
  return [ranges[0]?.after ?? null, ...ranges.map(({ upTo }) => upTo)].filter((bound) => bound !== null);
}

/** What both sides say of ranges that lie side by side, when asked with their bounds. */
export function compareRanges(ranges: readonly Range[], field: RangeDigestsOutput, hq: RangeDigestsOutput): ComparedRange[] {
  // With a first bound the first answer is of the rows before it.
  const before = ranges[0]?.after === null ? 0 : 1;
  return ranges.map((range, at) => {
    const [ours, theirs] = [field.ranges[at + before], hq.ranges[at + before]];
    if (ours === undefined || theirs === undefined) throw new RangesError();
    const differs = ours.records !== theirs.records || ours.digest !== theirs.digest;
    return { ...range, recordsInField: ours.records, recordsInHq: theirs.records, differs };
  });
}

/**
 * The ranges to read, of ranges that lie side by side: those that differ, and what lies between two of them when it can be read in the same
 * page. So no more pages are read than about twice those of all rows, however the differences lie.
 */
export function rangesToRead(ranges: readonly ComparedRange[], rowsPerPage: number): SizedRange[] {
  const read: SizedRange[] = [];
  let [fieldBetween, hqBetween] = [0, 0];
  for (const { after, upTo, recordsInField, recordsInHq, differs } of ranges) {
    fieldBetween += recordsInField;
    hqBetween += recordsInHq;
    if (!differs) continue;
    const last = read.at(-1);
    const together = last && {
      ...last,
      upTo,
      recordsInField: last.recordsInField + fieldBetween,
      recordsInHq: last.recordsInHq + hqBetween,
    };
    if (together !== undefined && together.recordsInField <= rowsPerPage && together.recordsInHq <= rowsPerPage)
      read.splice(-1, 1, together);
    else read.push({ after, upTo, recordsInField, recordsInHq });
    [fieldBetween, hqBetween] = [0, 0];
  }
  return read;
}
