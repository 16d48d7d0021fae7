import { expect, test } from 'vitest';
import { recordsPerSecond, secondsUntilRate } from './rates.ts';

/** Samples of every half second, with the records that came in each. */
const samples = (...came: number[]) => {
  let records = 0;
  return came.map((more, index) => ({ at: 10 + index / 2, records: (records += more) }));
};

test('a rate is what came between the first and the last sample', () => {
  expect(recordsPerSecond(samples(7, 50, 50, 100))).toBeCloseTo(200 / 1.5);
  expect(() => recordsPerSecond(samples(7))).toThrow('Too little');
});

test('a rate has been reached when it is held for the time that is asked', () => {
  const slowThenFast = samples(0, 5, 5, 100, 5, 100, 100, 100, 100);
  expect(secondsUntilRate(slowThenFast, 150, 0.5)).toBe(1);
  expect(secondsUntilRate(slowThenFast, 190, 2)).toBe(2);
  expect(secondsUntilRate(slowThenFast, 300, 0.5)).toBeNull();
});
