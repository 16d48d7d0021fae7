import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forecast, type Stretch } from './forecast.ts';

/** Stretches of a run where a record takes a millisecond and an account as long as `cost` records. */
const stretch = (records: number, accounts: number, cost: number): Stretch => ({
  seconds: (records + accounts * cost) / 1000,
  records,
  accounts,
  ...throttle(8),
});
const throttle = (fibres: number) => ({ workers: 4, fibres });

test('nothing measured is no forecast', () => {
  expect(forecast([], { records: 100, accounts: 1 })).toBeNull();
  expect(forecast([{ seconds: 10, records: 0, accounts: 0, ...throttle(8) }], { records: 100, accounts: 1 })).toBeNull();
});

test('small accounts are not foretold from the average of large ones', () => {
  const large = [stretch(10_000, 1, 160), stretch(9000, 1, 160), stretch(4000, 20, 160), stretch(3000, 30, 160)];
  const left = { records: 20_000, accounts: 2000 };
  const truth = (20_000 + 2000 * 160) / 1000;
  const found = forecast(large, left);
  expect(found?.accountCost).toBe(160);
  expect(found?.seconds).toBeGreaterThan(truth * 0.9);
  expect(found?.seconds).toBeLessThan(truth * 1.1);
  const average = 20_000 / (sumOf(large, 'records') / sumOf(large, 'seconds'));
  expect(average).toBeLessThan(truth * 0.3);
});

test('few accounts do not tell what an account costs: any cost fits a few large ones as the throttle is raised', () => {
  const costAfter = (...accounts: number[]) =>
    forecast(
      accounts.map((count, index) => stretch(10_000 - index * 2000, count, 320)),
      { records: 90_000, accounts: 290 },
    )?.accountCost;
  expect(costAfter(1, 2, 9, 10)).toBe(40);
  expect(costAfter(1, 2, 9, 30)).toBe(320);
});

test('after a tenth of a run with noise the truth is within 15 of 100, and within the interval', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.85, max: 1.15, noNaN: true }), { minLength: 15, maxLength: 15 }), (noise) => {
      // As much too slow as too quick.
      const tenth = noise
        .flatMap((factor) => [factor, 2 - factor])
        .map((factor, index) => {
          const one = stretch(3000 - index * 50, 2 + index, 40);
          return { ...one, seconds: one.seconds * factor };
        });
      const left = { records: 600_000, accounts: 9000 };
      const truth = (600_000 + 9000 * 40) / 1000;
      const found = forecast(tenth, left);
      expect(Math.abs((found?.seconds ?? 0) / truth - 1)).toBeLessThan(0.15);
      expect(found?.low).toBeLessThan(truth);
      expect(found?.high).toBeGreaterThan(truth);
    }),
  );
});

test('a throttle that was raised is believed at once when it holds for some seconds, and few measurements leave much doubt', () => {
  const measured = (count: number, rate: number, fibres: number) =>
    Array.from({ length: count }, () => ({ seconds: 2, records: 2 * rate, accounts: rate / 100, ...throttle(fibres) }));
  const rateAfter = (...stretches: Stretch[]) => forecast(stretches, { records: 100_000, accounts: 0 })?.recordsPerSecond;
  expect(rateAfter(...measured(100, 100, 2), ...measured(4, 1000, 8))).toBe(1000);
  // Steps of an automatic one are alike.
  expect(rateAfter(...measured(10, 100, 2), ...measured(2, 900, 8), ...measured(2, 1100, 9))).toBe(1000);
  expect(rateAfter(...measured(100, 100, 2), ...measured(60, 1000, 2))).toBe(1000);
  // Of a run that has just begun the last part is enough.
  const looks = (count: number, rate: number, fibres: number) =>
    Array.from({ length: count }, () => ({ seconds: 0.25, records: rate / 4, accounts: 0, ...throttle(fibres) }));
  expect(rateAfter(...looks(8, 400, 2), ...looks(4, 1000, 8))).toBe(1000);
  const one = forecast([{ seconds: 3, records: 500, accounts: 5, ...throttle(8) }], { records: 100_000, accounts: 100 });
  expect((one?.high ?? 0) / (one?.low ?? 1)).toBeGreaterThan(3);
});

test('a throttle that was raised a moment ago leaves what was measured before', () => {
  const before = Array.from({ length: 4 }, () => ({ seconds: 2, records: 800, accounts: 4, ...throttle(2) }));
  const found = forecast([...before, { seconds: 2, records: 2000, accounts: 10, ...throttle(8) }], { records: 100_000, accounts: 0 });
  expect(found?.recordsPerSecond).toBe((800 + 2000) / 4);
});

test('of a run that has just begun the cold beginning is left out, of a long one nothing but what was long ago', () => {
  const at = (rate: number, count: number) =>
    Array.from({ length: count }, () => ({ seconds: 0.25, records: rate / 4, accounts: 0, ...throttle(8) }));
  const rateAfter = (...stretches: Stretch[]) => forecast(stretches, { records: 100_000, accounts: 0 })?.recordsPerSecond;
  expect(rateAfter(...at(2000, 2), ...at(8000, 4))).toBe(8000);
  expect(rateAfter(...at(2000, 40), ...at(8000, 20))).toBe(5000);
  expect(rateAfter(...at(8000, 120), ...at(4000, 240))).toBe(4000);
});

test('a standstill is expected to come again at worst only', () => {
  const moving = Array.from({ length: 10 }, () => stretch(2000, 2, 40));
  const still = [0, 0, 30].map((records) => ({ seconds: 2, records, accounts: 0, ...throttle(8) }));
  const left = { records: 100_000, accounts: 100 };
  const [calm, killed] = [forecast(moving, left), forecast([...moving.slice(5), ...still, ...moving.slice(5)], left)];
  expect(killed?.seconds).toBeCloseTo(calm?.seconds ?? 0, 6);
  expect(killed?.low).toBeCloseTo(calm?.low ?? 0, 6);
  expect(killed?.high).toBeGreaterThan((calm?.high ?? 0) * 1.2);
  // While it stands still, what it did before says how long it will take.
  expect(forecast([...moving, ...still], left)?.seconds).toBeCloseTo(calm?.seconds ?? 0, 6);
});

function sumOf(stretches: readonly Stretch[], name: 'seconds' | 'records'): number {
  return stretches.reduce((sum, one) => sum + one[name], 0);
}
