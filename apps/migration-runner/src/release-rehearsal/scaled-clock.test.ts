import { expect, test } from 'vitest';
import { scaledClock } from './scaled-clock.ts';

test('work takes scaled time, waiting takes none, and the clock never goes back', () => {
  let real = 0;
  const clock = scaledClock(1_000_000, 60, () => real);
  real += 1000;
  expect(clock.now()).toBe(1_060_000);
  clock.leapTo(5_000_000);
  expect(clock.now()).toBe(5_000_000);
  real += 500;
  clock.leapTo(4_000_000);
  expect(clock.now()).toBe(5_030_000);
});
