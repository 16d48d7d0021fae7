import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findWindows } from './find-windows.ts';
import { inThreeZones } from './fixtures/three-zones.ts';
import { offices } from './fixtures/offices.ts';
import { trafficByHour } from './traffic-by-hour.ts';

const week = { from: '2015-05-11T00:00:00Z', to: '2015-05-18T07:00:00Z' };
// 15 May as San Francisco lives it.
const day = { from: '2015-05-15T07:00:00Z', to: '2015-05-16T07:00:00Z' };
const search = { offices, durationMinutes: 180, between: day };

describe('a release on 2015-05-15', () => {
  test('takes Friday evening in San Francisco, Friday night in Boston, Saturday morning in Shanghai', () => {
    const [best] = findWindows(search);
    // At 18:00 the last office goes home for the weekend; three hours later Boston would be asleep. Before it, somebody is at the keyboard.
    expect(best).toMatchObject({ from: '2015-05-16T01:00:00Z', to: '2015-05-16T04:00:00Z' });
    expect(best?.reasons.map(({ words }) => words)).toEqual([
      'Saturday 09:00 to 12:00 in Shanghai: a day off.',
      'Friday 21:00 to Saturday 00:00 in Boston: evening, after work for 1 hour, late evening for 2 hours.',
      'Friday 18:00 to 21:00 in San Francisco: evening, after work.',
      'An office begins work about 45 hours after it: that is the time to mend what went wrong.',
    ]);
    expect(best?.reasons.every(({ good }) => good)).toBe(true);
  });

  test('prefers it to every other window of that week: Saturday evening is as quiet and leaves less time to mend', () => {
    const ranked = findWindows({ ...search, between: week });
    expect(ranked[0]?.from).toBe('2015-05-16T01:00:00Z');
    const [saturday] = findWindows({ ...search, between: { from: '2015-05-17T01:00:00Z', to: '2015-05-17T04:00:00Z' } });
    expect(saturday?.score).toBeGreaterThan(80);
    expect(saturday?.score).toBeLessThan(ranked[0]?.score ?? 0);
    expect(ranked.at(-1)?.score).toBeLessThan(50);
  });

  test('asks for no window in which an office is at the keyboard while another choice is there', () => {
    const ranked = findWindows({ ...search, between: week });
    const worked = ranked.map(({ reasons }) => reasons.some(({ words }) => words.includes('people are at work')));
    expect(worked.slice(0, 5)).toEqual([false, false, false, false, false]);
  });
});

test('people at the keyboard matter more than people asleep', () => {
  const boston = { boston: offices.boston };
  const [asleep] = findWindows({
    offices: boston,
    durationMinutes: 60,
    between: { from: '2015-05-13T06:00:00Z', to: '2015-05-13T07:00:00Z' },
  });
  const [atWork] = findWindows({
    offices: boston,
    durationMinutes: 60,
    between: { from: '2015-05-13T14:00:00Z', to: '2015-05-13T15:00:00Z' },
  });
  expect(asleep?.score).toBeGreaterThan(atWork?.score ?? Infinity);
});

test('a holiday makes a working day quiet, and says whose', () => {
  const boston = { ...offices.boston, holidays: [{ date: '2015-05-25', name: 'Memorial Day' }] };
  const noon = { durationMinutes: 120, between: { from: '2015-05-25T15:00:00Z', to: '2015-05-25T17:00:00Z' } };
  const [kept] = findWindows({ ...noon, offices: { boston } });
  const [worked] = findWindows({ ...noon, offices: { boston: offices.boston } });
  expect(kept?.score).toBeGreaterThan((worked?.score ?? Infinity) + 50);
  expect(kept?.reasons).toContainEqual({ office: 'boston', good: true, words: 'Boston keeps Memorial Day: nobody is at work.' });
});

test('traffic, other calendars and freeze times move a window down, each with its sentence', () => {
  const traffic = trafficByHour([{ hourOfWeekUtc: 5 * 24 + 1, count: 10 }]);
  const [calm] = findWindows(search);
  const at = { ...search, between: { from: '2015-05-16T01:00:00Z', to: '2015-05-16T04:00:00Z' } };
  const busy = [{ from: '2015-05-16T03:00:00Z', to: '2015-05-16T05:00:00Z', title: 'Payroll run' }];
  const [marred] = findWindows({ ...at, traffic, busy, freezes: [{ from: '2015-05-15', to: '2015-05-15', why: 'quarter end' }] });
  expect(marred?.score).toBeLessThan(-900);
  expect(calm?.score).toBeGreaterThan(80);
  expect(marred?.reasons.filter(({ good }) => !good).map(({ words }) => words)).toEqual([
    'Nothing may be released by the calendar of Boston: quarter end.',
    'Nothing may be released by the calendar of San Francisco: quarter end.',
    'Field has 56.0 times the traffic of an average hour.',
    'Overlaps “Payroll run” in another calendar.',
  ]);
});

test('what only touches a window does not overlap it', () => {
  const busy = [{ from: '2015-05-16T04:00:00Z', to: '2015-05-16T05:00:00Z', title: 'Payroll run' }];
  expect(findWindows({ ...search, busy })[0]?.score).toBe(findWindows(search)[0]?.score);
});

test('a window in which clocks change is explained, and loses to one without', () => {
  const boston = { boston: offices.boston };
  const night = { from: '2015-03-08T05:00:00Z', to: '2015-03-08T12:00:00Z' };
  const ranked = findWindows({ offices: boston, durationMinutes: 120, between: night, stepMinutes: 60 });
  const over = ranked.filter(({ reasons }) => reasons.some(({ words }) => words.includes('go forward by 1 hour')));
  expect(over).toHaveLength(1);
  expect(ranked.at(-1)).toBe(over[0]);
  expect(ranked[0]?.reasons.every(({ words }) => !words.includes('Clocks in'))).toBe(true);
});

test.each([
  [{ durationMinutes: 0 }, 'Expected `durationMinutes` to be whole minutes, 1 or more, got `0`.'],
  [{ between: { from: 'Friday', to: day.to } }, 'Expected an instant like `2015-05-16T01:00:00Z`, got `Friday`.'],
  [{ durationMinutes: 1500 }, 'does not fit between'],
  [{ offices: {} }, 'Name at least one office'],
  [{ traffic: [1] }, 'make it with trafficByHour'],
  [{ stepMinutes: 1, between: { from: '2015-01-01T00:00:00Z', to: '2016-01-01T00:00:00Z' } }, 'more than 20000 windows'],
])('refuses %j and says what to do', (wrong, words) => {
  expect(() => findWindows({ ...search, ...wrong })).toThrow(words);
});

test('any search gives windows of the length asked for, inside the bounds, apart from each other, best first', () => {
  const minutes = fc.integer({ min: 15, max: 600 });
  const startMinute = fc.integer({ min: 0, max: 525_600 });
  fc.assert(
    fc.property(minutes, startMinute, fc.integer({ min: 30, max: 120 }), (durationMinutes, start, stepMinutes) => {
      const from = Date.UTC(2015, 0, 1) + start * 60_000;
      const between = { from: new Date(from).toISOString(), to: new Date(from + 86_400_000).toISOString() };
      const ranked = findWindows({ offices, durationMinutes, between, stepMinutes });
      const spans = ranked.map((window) => ({ from: Date.parse(window.from), to: Date.parse(window.to) }));
      expect(ranked.length).toBeGreaterThan(0);
      for (const span of spans) {
        expect(span.to - span.from).toBe(durationMinutes * 60_000);
        expect(span.from).toBeGreaterThanOrEqual(from);
        expect(span.to).toBeLessThanOrEqual(from + 86_400_000);
      }
      for (const [at, window] of ranked.entries()) expect(window.score).toBeLessThanOrEqual(ranked[at - 1]?.score ?? Infinity);
      const inOrder = spans.toSorted((one, other) => one.from - other.from);
      for (const [at, span] of inOrder.entries()) expect(span.from).toBeGreaterThanOrEqual(inOrder[at - 1]?.to ?? -Infinity);
    }),
    { numRuns: 20 },
  );
});

test('is the same wherever the machine stands', () => {
  const { offsets, results } = inThreeZones(() => findWindows({ ...search, between: week }));
  expect(offsets).toEqual([0, -480, 240]);
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});
