import { describe, expect, it } from 'vitest';
import { boundsOf, type ComparedRange, compareRanges, cutBehind, RangesError, rangesToRead, rowsInRange } from './ranges.ts';

const whole = { after: null, upTo: null };

describe('rowsInRange', () => {
  it.each([
    [6000, 15],
    [60_000, 150],
    [60_001, 151],
    [1_000_000, 2500],
    [4_000_000, 2500],
    [40_000_000, 10_000],
  ])('cuts %i rows into ranges of %i', (records, rows) => {
    expect(rowsInRange(records, { leastRanges: 400, mostRanges: 4000, rowsPerPage: 5000 })).toBe(rows);
  });
});

describe('ranges', () => {
  it('lie side by side from end to end', () => {
    expect(cutBehind(whole, [])).toEqual([whole]);
    expect(cutBehind(whole, ['b', 'd'])).toEqual([
      { after: null, upTo: 'b' },
      { after: 'b', upTo: 'd' },
      { after: 'd', upTo: null },
    ]);
    expect(cutBehind({ after: 'a', upTo: 'd' }, ['b', 'd'])).toEqual([
      { after: 'a', upTo: 'b' },
      { after: 'b', upTo: 'd' },
    ]);
  });

  it('are cut out by their ends', () => {
    expect(boundsOf([whole])).toEqual([]);
    expect(boundsOf(cutBehind(whole, ['b', '']))).toEqual(['b', '']);
    expect(boundsOf(cutBehind({ after: 'a', upTo: 'd' }, ['b']))).toEqual(['a', 'b', 'd']);
    expect(boundsOf([])).toEqual([]);
  });
});

describe('compareRanges', () => {
  const sum = (records: number, digest: string) => ({ records, digest });

  it('names the ranges whose records or digests differ', () => {
    const field = { ranges: [sum(1, '7'), sum(2, '8'), sum(0, '0')] };
    const hq = { ranges: [sum(1, '7'), sum(2, '9'), sum(1, '0')] };
    expect(compareRanges(cutBehind(whole, ['b', 'd']), field, hq)).toEqual([
      { after: null, upTo: 'b', recordsInField: 1, recordsInHq: 1, differs: false },
      { after: 'b', upTo: 'd', recordsInField: 2, recordsInHq: 2, differs: true },
      { after: 'd', upTo: null, recordsInField: 0, recordsInHq: 1, differs: true },
    ]);
  });

  it('passes over what lies before and behind them', () => {
    const answer = { ranges: [sum(9, '1'), sum(1, '2'), sum(9, '3')] };
    const other = { ranges: [sum(8, '4'), sum(1, '2'), sum(8, '4')] };
    expect(compareRanges([{ after: 'a', upTo: 'b' }], answer, other)).toEqual([
      { after: 'a', upTo: 'b', recordsInField: 1, recordsInHq: 1, differs: false },
    ]);
  });

  it('takes no answer that lacks a range', () => {
    const [short, long] = [{ ranges: [sum(1, '7')] }, { ranges: [sum(1, '7'), sum(0, '0')] }];
    expect(() => compareRanges(cutBehind(whole, ['b']), short, long)).toThrow(RangesError);
    expect(() => compareRanges(cutBehind(whole, ['b']), long, short)).toThrow(/report it/);
    expect(new RangesError()).toMatchObject({ name: 'RangesError', code: 'ranges' });
  });
});

describe('rangesToRead', () => {
  /** Ranges of so many records a side; a number below zero differs. */
  const ranges = (...records: number[]): ComparedRange[] =>
    records.map((count, at) => ({
      after: at === 0 ? null : String(at),
      upTo: at === records.length - 1 ? null : String(at + 1),
      recordsInField: Math.abs(count),
      recordsInHq: Math.abs(count),
      differs: count < 0,
    }));
  const inShort = (read: ReturnType<typeof rangesToRead>) => read.map(({ after, upTo, recordsInField }) => [after, upTo, recordsInField]);

  it('are those that differ', () => {
    expect(inShort(rangesToRead(ranges(50, -50, 50, 50, -60), 100))).toEqual([
      ['1', '2', 50],
      ['4', null, 60],
    ]);
    expect(rangesToRead(ranges(50, 50), 100)).toEqual([]);
  });

  it('are read together with what lies between them when a page holds all', () => {
    expect(inShort(rangesToRead(ranges(9, -30, 40, -30, -1), 100))).toEqual([
      ['1', '4', 100],
      ['4', null, 1],
    ]);
  });

  it('are read apart when either side has more than a page between their ends', () => {
    const [first, , last] = ranges(-30, 40, -30);
    const between = { after: '1', upTo: '2', recordsInField: 40, recordsInHq: 41, differs: false };
    expect(rangesToRead([first as ComparedRange, between, last as ComparedRange], 100)).toHaveLength(2);
    expect(
      rangesToRead([first as ComparedRange, { ...between, recordsInField: 41, recordsInHq: 40 }, last as ComparedRange], 100),
    ).toHaveLength(2);
    expect(rangesToRead([first as ComparedRange, { ...between, recordsInHq: 40 }, last as ComparedRange], 100)).toEqual([
      { after: null, upTo: null, recordsInField: 100, recordsInHq: 100 },
    ]);
  });
});
