import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goodFigures, options, run } from './fixtures/figures.ts';
import { buildReport, type Figures, noFigures, percentile } from './report-model.ts';

const failing = (change: Partial<Figures>) => buildReport({ ...goodFigures(), ...change }, run).checks.filter((check) => !check.passed);

describe('buildReport', () => {
  it('passes when everything held', () => {
    expect(buildReport(goodFigures(), run)).toMatchObject({ passed: true, recordsPerSecond: 4000 });
  });

  it('passes nothing that was not reached', () => {
    const report = buildReport(noFigures(), { ...run, failure: { phase: 'Start HQ', message: 'x' } });
    expect(report.passed).toBe(false);
    expect(report.checks.every((check) => !check.passed)).toBe(true);
  });

  const [verification] = goodFigures().verifications;
  const [extract] = goodFigures().extracts;
  it.each<[string, Partial<Figures>]>([
    ['a finding', { verifications: verification === undefined ? [] : [{ ...verification, findings: 1 }] }],
    ['a pending record', { verifications: verification === undefined ? [] : [{ ...verification, pending: 1 }] }],
    [
      'a verification of some accounts only',
      { verifications: verification === undefined ? [] : [{ ...verification, when: 'the first five accounts' }] },
    ],
    ['a line that differs', { extracts: goodFigures().extracts.map((one) => (one.name === 'users' ? { ...one, differing: 1 } : one)) }],
    ['an extract that was not compared', { extracts: extract === undefined ? [] : [extract] }],
    ['counts apart', { counts: [{ entity: 'user', inField: 2, inHq: 1 }] }],
    ['a failed account', { accounts: { live: 300, failed: 1 } }],
    ['rows left in the outbox', { outboxLeft: 1 }],
    ['too much memory', { peakMb: { runner: 300, hq: 100 } }],
    ['memory that was not measured', { peakMb: { runner: null, hq: 100 } }],
    ['a kill that did not happen', { kills: [] }],
  ])('does not pass with %s', (_, change) => {
    expect(failing(change).length).toBe(1);
  });

  it('asks for no kills when it is calm', () => {
    expect(buildReport({ ...goodFigures(), kills: [] }, { ...run, options: { ...options, calm: true } }).passed).toBe(true);
  });
});

describe('percentile', () => {
  it('is one of the numbers, and no smaller share is above it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (numbers, share) => {
        const sorted = numbers.toSorted((left, right) => left - right);
        const found = percentile(sorted, share);
        expect(sorted).toContain(found);
        expect(sorted.filter((one) => one <= (found ?? 0)).length).toBeGreaterThanOrEqual(share * sorted.length);
      }),
    );
  });

  it('of none is null', () => {
    expect(percentile([], 0.5)).toBeNull();
  });
});
