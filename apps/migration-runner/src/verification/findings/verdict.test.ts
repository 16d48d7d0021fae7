import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextVerdict, type Pass, type Verdict } from './verdict.ts';

const clean: Pass = { by: 'digests', whole: true, findings: 0, pending: 0, unread: 0, unseen: false };

describe('a failed verdict', () => {
  it('is cleared by a whole pass without anything open', () => {
    expect(nextVerdict('failed', clean)).toBe('clean');
  });

  it.each<[string, Partial<Pass>]>([
    ['a look at numbers alone', { by: 'counts', whole: false }],
    ['a pass with records that changed all the time', { pending: 1 }],
    ['a pass that was not read to the end', { unread: 1 }],
    ['a pass that cannot see what was found', { unseen: true }],
    ['another failure', { findings: 1 }],
  ])('survives %s', (_, pass) => {
    expect(nextVerdict('failed', { ...clean, ...pass })).toBe('failed');
  });

  it('survives any passes until one is whole and clean', () => {
    const pass = fc.record({ whole: fc.boolean(), findings: fc.nat(1), pending: fc.nat(1), unread: fc.nat(1), unseen: fc.boolean() });
    fc.assert(
      fc.property(fc.array(pass), (passes) => {
        const isClean = (one: (typeof passes)[number]) => one.whole && !one.unseen && one.findings + one.pending + one.unread === 0;
        const last = passes.reduce<Verdict | null>((verdict, one) => nextVerdict(verdict, { by: 'deep', ...one }), 'failed');
        if (!passes.some(isClean)) expect(last).toBe('failed');
      }),
    );
  });
});

it('counts alone say nothing of an account that nobody looked at', () => {
  expect(nextVerdict(null, { ...clean, by: 'counts', whole: false })).toBeNull();
  expect(nextVerdict('clean', { ...clean, pending: 1 })).toBe('open');
});
