import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trafficByHour, trafficRatio } from './traffic-by-hour.ts';

test('shares of a week add up to 1, counts of one hour add up', () => {
  const shares = trafficByHour([
    { hourOfWeekUtc: 0, count: 1 },
    { hourOfWeekUtc: 167, count: 2 },
    { hourOfWeekUtc: 0, count: 1 },
  ]);
  expect([shares[0], shares[1], shares[167]]).toEqual([0.5, 0, 0.5]);
  const counts = fc.array(fc.record({ hourOfWeekUtc: fc.nat(167), count: fc.nat(1_000_000) }));
  fc.assert(
    fc.property(counts, (given) => {
      const all = trafficByHour(given);
      expect(all).toHaveLength(168);
      expect(all.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }),
  );
});

test('a week in which nothing was counted is even', () => {
  expect(trafficRatio(trafficByHour([]), Date.UTC(2015, 4, 15, 3), Date.UTC(2015, 4, 15, 7, 20))).toBeCloseTo(1, 9);
});

test('hour 0 is Monday 00:00 UTC, and parts of an hour count in part', () => {
  const monday = trafficByHour([{ hourOfWeekUtc: 0, count: 7 }]);
  expect(trafficRatio(monday, Date.UTC(2015, 4, 18, 0), Date.UTC(2015, 4, 18, 1))).toBeCloseTo(168, 6);
  expect(trafficRatio(monday, Date.UTC(2015, 4, 18, 0, 30), Date.UTC(2015, 4, 18, 1, 30))).toBeCloseTo(84, 6);
  expect(trafficRatio(monday, Date.UTC(2015, 4, 18, 1), Date.UTC(2015, 4, 18, 5))).toBe(0);
});

test('refuses an hour or a count that cannot be', () => {
  expect(() => trafficByHour([{ hourOfWeekUtc: 168, count: 1 }])).toThrow('from 0 (Monday 00:00 UTC) to 167');
  expect(() => trafficByHour([{ hourOfWeekUtc: 3, count: -1 }])).toThrow('0 or more');
});
