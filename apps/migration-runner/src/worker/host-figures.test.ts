import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { HostFigures } from './host-figures.ts';

afterEach(() => void vi.useRealTimers());

const lag = fc.oneof(fc.double({ min: -1, max: 10, noNaN: true }), fc.double({ min: 0, max: 3_600_000, noNaN: true }));

test('quantiles of lags are off by 1 % and 0.1 ms at most', () => {
  fc.assert(
    fc.property(fc.array(lag, { minLength: 1, maxLength: 300 }), (lags) => {
      const figures = new HostFigures();
      figures.addLags(lags);
      const { live } = figures.summary();
      const sorted = lags.map((one) => Math.max(0, one)).toSorted((a, b) => a - b);
      for (const [share, found] of [
        [0.5, live.p50Ms],
        [0.99, live.p99Ms],
      ] as const) {
        // Between two lags each of both will do.
        const at = Math.floor(sorted.length * share);
        const [before, behind] = [sorted[Math.max(0, at - 1)] as number, sorted[Math.min(sorted.length - 1, at)] as number];
        expect(found).toBeGreaterThanOrEqual(before * 0.99 - 0.1);
        expect(found).toBeLessThanOrEqual(behind * 1.01 + 0.1);
      }
      expect(live).toMatchObject({ changes: lags.length, lastMinuteP50Ms: live.p50Ms, lastMinuteP99Ms: live.p99Ms });
    }),
  );
});

test('however many lags there are, those of the last minute count, and whoever counts on their own is told of each', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const figures = new HostFigures();
  const told: number[] = [];
  figures.onLags = (lagsMs) => void told.push(...lagsMs);
  const many = (lagMs: number) => {
    for (let pass = 0; pass < 300; pass += 1) figures.addLags(Array.from({ length: 1000 }, () => lagMs));
  };
  expect(figures.summary().live).toEqual({ changes: 0, p50Ms: null, p99Ms: null, lastMinuteP50Ms: null, lastMinuteP99Ms: null });
  many(1);
  vi.advanceTimersByTime(30_000);
  many(100);
  many(100);
  expect(told).toHaveLength(900_000);
  const { live } = figures.summary();
  expect(live.changes).toBe(900_000);
  expect(live.p50Ms).toBeCloseTo(100, -1);
  expect(live.lastMinuteP50Ms).toBeCloseTo(100, -1);
  vi.advanceTimersByTime(31_000);
  many(10);
  many(10);
  many(10);
  expect(figures.summary().live.lastMinuteP50Ms).toBeCloseTo(10, 0);
  vi.advanceTimersByTime(61_000);
  expect(figures.summary().live).toMatchObject({ lastMinuteP50Ms: null, changes: 1_800_000 });
});
