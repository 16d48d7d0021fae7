import { describe, expect, it } from 'vitest';
import { type Difference, recordName } from './finding.ts';
import { isQuiet, readingsToProve, type Reading, settle, type Settlement } from './settle.ts';
import type { Standing } from './sides.ts';

const differing = (inHq: string): Difference => ({
  kind: 'differs',
  entity: 'project',
  account: 'a',
  key: 'p',
  externalId: 'p',
  fields: [{ name: 'name', inField: 'new', inHq }],
});
const reading = (findings: Difference[], how: Partial<Reading> = {}): Reading => ({ findings, drained: true, quiet: false, ...how });

function after(...readings: Reading[]): Settlement {
  return readings.reduce<Settlement>((before, one) => settle(before.open, one), { open: new Map(), proven: [] });
}

describe('settle', () => {
  it('believes one reading of a quiet Field', () => {
    expect(after(reading([differing('old')], { quiet: true })).proven).toHaveLength(1);
  });

  it.each(['extra_in_hq', 'unbalanced'] as const)('believes no one reading that what HQ has will not come to Field: %s', (kind) => {
    const readings = Array.from({ length: readingsToProve }, () => reading([{ ...differing('new'), kind }], { quiet: true }));
    expect(after(...readings.slice(1)).proven).toEqual([]);
    expect(after(...readings).proven).toHaveLength(1);
  });

  it('lets a record settle that agrees in a later reading', () => {
    expect(after(reading([differing('old')]), reading([]))).toEqual({ open: new Map(), proven: [] });
  });

  it('proves a record that differs in the same way often enough', () => {
    const readings = Array.from({ length: readingsToProve }, () => reading([differing('old')]));
    expect(after(...readings.slice(1)).proven).toEqual([]);
    expect(after(...readings).proven).toEqual([differing('old')]);
  });

  it('starts again when the record differs in another way', () => {
    const { open, proven } = after(reading([differing('1')]), reading([differing('1')]), reading([differing('2')]));
    expect(proven).toEqual([]);
    expect(open.get(recordName(differing('2')))?.seen).toBe(1);
  });

  it('counts no reading before its changes were sent', () => {
    const unsent = reading([differing('old')], { drained: false });
    expect(after(unsent, unsent, unsent, unsent).proven).toEqual([]);
    expect(after(unsent, unsent, unsent, unsent).open.size).toBe(1);
  });
});

describe('isQuiet', () => {
  const still: Standing = { waiting: 0, version: 7, lastPut: null, now: new Date('2030-01-01T12:00:00Z') };
  const putAt = (time: string): Standing => ({ ...still, lastPut: new Date(`2030-01-01T${time}Z`) });

  it.each<[string, Standing, Standing, boolean]>([
    ['nothing happens', still, still, true],
    ['something waits before', { ...still, waiting: 1 }, still, false],
    ['something waits after', still, { ...still, waiting: 1 }, false],
    ['something was sent between', still, { ...still, version: 8 }, false],
    ['HQ has put something between', still, putAt('12:00:01'), false],
    ['HQ has put something just before, and may not have taken in the answer', putAt('11:59:55'), putAt('11:59:55'), false],
    ['the last put is long over', putAt('11:59:00'), putAt('11:59:00'), true],
  ])('while %s', (_, before, afterwards, quiet) => {
    expect(isQuiet(before, afterwards)).toBe(quiet);
  });
});
