import { describe, expect, it } from 'vitest';
import { type Difference, recordName } from './finding.ts';
import { readingsToProve, type Reading, settle, type Settlement } from './settle.ts';

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
