import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, type Reading, type Situation } from './decide.ts';
import { defaultTolerance as tolerance, type Sensor, sensors } from './tolerance.ts';

const names = Object.keys(sensors) as Sensor[];
const calm: Record<Sensor, number> = {
  hqLatencyP95Ms: 100,
  hqLatencyTimesUsual: 1,
  hqLoad: 0.3,
  hqRefusals: 0,
  hqErrors: 0,
  fieldProbeMs: 2,
  fieldActiveConnections: 0.1,
  fieldReplicationLagSeconds: 0,
  fieldLongestTransactionSeconds: 1,
};
const read = (change: Partial<Record<Sensor, Partial<Reading>>> = {}): Reading[] =>
  names.map((sensor) => ({ sensor, value: calm[sensor], ageMs: 200, problem: null, ...change[sensor] }));
const situation = (change: Partial<Situation> = {}): Situation => ({
  workers: 8,
  fibres: 8,
  ceilingWorkers: 8,
  ceilingFibres: 40,
  wanted: 12,
  aim: { fibres: 40, reason: null },
  sinceHalvedMs: Number.POSITIVE_INFINITY,
  readings: read(),
  ...change,
});

describe.each<[string, Partial<Situation>, Partial<ReturnType<typeof decide>>]>([
  ['everything is in tolerance', {}, { action: 'grow', fibres: 10, workers: 8, reason: 'both systems are in tolerance' }],
  ['it is just below the ceiling', { fibres: 39, workers: 8, wanted: 60 }, { action: 'grow', fibres: 40, workers: 8 }],
  ['it is at the ceiling', { fibres: 40, workers: 8 }, { action: 'hold', fibres: 40, reason: 'at the ceiling' }],
  ['the operator has lowered the ceiling', { fibres: 40, ceilingFibres: 10, ceilingWorkers: 1 }, { fibres: 10, workers: 1 }],
  [
    'HQ refuses',
    { readings: read({ hqRefusals: { value: 3 } }) },
    { action: 'halve', fibres: 4, workers: 8, reason: 'hqRefusals is 3, beyond 0' },
  ],
  ['HQ is ten times slower than usual', { readings: read({ hqLatencyTimesUsual: { value: 10 } }) }, { action: 'halve', fibres: 4 }],
  ['HQ is somewhat slower', { readings: read({ hqLatencyTimesUsual: { value: 4 } }) }, { action: 'hold', fibres: 8 }],
  ['Field works hard', { readings: read({ fieldActiveConnections: { value: 0.9 } }) }, { action: 'halve', fibres: 4 }],
  [
    'a long transaction runs in Field',
    { readings: read({ fieldLongestTransactionSeconds: { value: 7200 } }) },
    { action: 'hold', fibres: 8 },
  ],
  ['the rate was halved a second ago', { sinceHalvedMs: 1000, readings: read({ hqErrors: { value: 1 } }) }, { action: 'hold', fibres: 8 }],
  ['one fibre is left and HQ is still slow', { fibres: 1, readings: read({ hqErrors: { value: 1 } }) }, { action: 'hold', fibres: 1 }],
  [
    'a sensor fails',
    { readings: read({ fieldProbeMs: { value: null, problem: 'no rights' } }) },
    { action: 'hold', reason: 'the sensor fieldProbeMs fails: no rights' },
  ],
  [
    'a sensor froze',
    { readings: read({ fieldProbeMs: { ageMs: 12_000 } }) },
    { action: 'hold', reason: 'the sensor fieldProbeMs has said nothing for 12 s' },
  ],
  [
    'a sensor froze and another is far out',
    { readings: read({ fieldProbeMs: { ageMs: 12_000 }, hqErrors: { value: 2 } }) },
    { action: 'halve', fibres: 4 },
  ],
  [
    'nothing is sent',
    { readings: read({ hqLatencyP95Ms: { value: null } }) },
    { action: 'hold', reason: 'nothing is sent, so nothing is measured' },
  ],
  ['more fibres are not worth having', { aim: { fibres: 8, reason: 'no gain' } }, { action: 'hold', fibres: 8, reason: 'no gain' }],
  [
    'nothing is read while fibres send',
    { workers: 1, fibres: 4, aim: { fibres: 4, reason: 'no gain' } },
    { action: 'grow', fibres: 4, workers: 6 },
  ],
  ['fibres and workers are few', { workers: 1, fibres: 1 }, { action: 'grow', fibres: 3, workers: 5 }],
  ['a few more are worth having', { aim: { fibres: 9, reason: null } }, { action: 'grow', fibres: 9 }],
  ['fewer do as much', { aim: { fibres: 5, reason: 'no gain' } }, { action: 'shrink', fibres: 5, workers: 8, reason: 'no gain' }],
  [
    'fewer do as much and HQ is in trouble',
    { aim: { fibres: 7, reason: 'no gain' }, readings: read({ hqErrors: { value: 1 } }) },
    { action: 'halve', fibres: 4 },
  ],
  ['fibres are not used', { wanted: 3 }, { action: 'hold', reason: '3 of 8 fibres are wanted' }],
])('when %s', (_when, change, expected) => {
  test(`it ${expected.action ?? 'obeys'}`, () => {
    expect(decide(situation(change), tolerance)).toMatchObject(expected);
  });
});

const anyReading = (sensor: Sensor): fc.Arbitrary<Reading> =>
  fc.record({
    sensor: fc.constant(sensor),
    value: fc.option(fc.double({ min: 0, max: 20_000, noNaN: true })),
    ageMs: fc.integer({ min: 0, max: 20_000 }),
    problem: fc.option(fc.constant('it fails')),
  });
const anySituation: fc.Arbitrary<Situation> = fc.record({
  workers: fc.integer({ min: 0, max: 20 }),
  fibres: fc.integer({ min: 1, max: 200 }),
  ceilingWorkers: fc.integer({ min: 1, max: 20 }),
  ceilingFibres: fc.integer({ min: 1, max: 200 }),
  wanted: fc.nat(400),
  aim: fc.record({ fibres: fc.integer({ min: 1, max: 300 }), reason: fc.option(fc.constant('no gain')) }),
  sinceHalvedMs: fc.nat(10_000),
  readings: fc.tuple(...names.map(anyReading)),
});

test('whatever the sensors say, the rate stays within one fibre and the ceiling, and every step has a reason', () => {
  fc.assert(
    fc.property(anySituation, (one) => {
      const { fibres, workers, reason } = decide(one, tolerance);
      expect(fibres).toBeGreaterThanOrEqual(1);
      expect(fibres).toBeLessThanOrEqual(one.ceilingFibres);
      expect(workers).toBeLessThanOrEqual(one.ceilingWorkers);
      expect(reason).not.toBe('');
    }),
  );
});

test('a sensor that fails, froze or is out of tolerance never lets the rate grow', () => {
  fc.assert(
    fc.property(anySituation, (one) => {
      const bad = one.readings.some(({ sensor, value, ageMs, problem }) => {
        const { hold, halve } = tolerance[sensor];
        return problem !== null || ageMs > 5000 || (value !== null && value > Math.min(hold ?? Infinity, halve ?? Infinity));
      });
      const { action, fibres, workers } = decide(one, tolerance);
      if (!bad) return;
      expect(action).not.toBe('grow');
      expect(fibres).toBeLessThanOrEqual(one.fibres);
      expect(workers).toBeLessThanOrEqual(one.workers);
    }),
    { numRuns: 500 },
  );
});

test('a step adds a little or halves, never more', () => {
  fc.assert(
    fc.property(anySituation, (one) => {
      const now = Math.min(one.fibres, one.ceilingFibres);
      const { action, fibres } = decide(one, tolerance);
      if (action === 'hold') expect(fibres).toBe(now);
      else if (action === 'shrink') expect(fibres).toBe(one.aim.fibres);
      else if (action === 'halve') expect(fibres).toBe(Math.max(1, Math.floor(now / 2)));
      else expect(fibres - now).toBeLessThanOrEqual(Math.max(1, Math.round(one.ceilingFibres / 20)));
    }),
  );
});

test('in tolerance it comes from one fibre to a ceiling that is worth having within thirty steps', () => {
  for (const ceilingFibres of [1, 5, 16, 32, 100, 1000]) {
    let fibres = 1;
    for (let step = 0; step < 30; step += 1)
      fibres = decide(situation({ fibres, ceilingFibres, wanted: 2000, aim: { fibres: ceilingFibres, reason: null } }), tolerance).fibres;
    expect(fibres).toBe(ceilingFibres);
  }
});
