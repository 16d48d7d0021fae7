import { expect, test } from 'vitest';
import fc from 'fast-check';
import { missionText, planOf } from '../fixtures/plans.ts';
import { durationText, parseDuration } from './duration.ts';
import { parseOffset } from './offset.ts';
import { timesOf } from './times.ts';
import { parseZonedTime } from './zoned-time.ts';

function at(text: string, release = '2015-05-15T18:00[America/Los_Angeles]', extra: Partial<ReturnType<typeof planOf>> = {}): string {
  const plan = { ...planOf(missionText), ...extra, anchors: { 'final-release': { title: 'Final release', at: release } } };
  return timesOf(plan).offset(text, 'boston').toInstant().toString();
}

test('durations are read in minutes, and written back', () => {
  expect(parseDuration('1 hour 30 minutes')).toBe(90);
  expect(parseDuration('2 days')).toBe(2880);
  fc.assert(fc.property(fc.integer({ min: 0, max: 100_000 }), (minutes) => parseDuration(durationText(minutes)) === minutes));
});

test.each(['', '20', '20 constructors', '1 toString', '20 minute-ish', '-5 minutes', '1.5 hours', '5 minutes ago'])(
  'refuses the duration `%s`',
  (text) => {
    expect(() => parseDuration(text)).toThrow('Expected a duration like `20 minutes`');
  },
);

test('a duration reaches 3660 days and no further', () => {
  expect(parseDuration('3660 days')).toBe(3660 * 1440);
  expect(() => parseDuration('99999 weeks 99999 weeks')).toThrow('at most 3660 days');
});

test.each([
  ['', 'is not an anchor'],
  ['T +', 'is not a count'],
  ['T + 5', 'the unit is minutes'],
  ['T + 2 constructor', 'the unit is minutes'],
  ['T + 5 business hours', 'only days can be business days'],
  ['T - 5 days of boston', '`of` names the office of business days only'],
  ['T + 5 minutes at 10:00 in boston', 'leave out `at`'],
  ['T - 5 days at 25:00 in boston', 'is not a time of the day'],
  ['T - 5 days at 10:00', 'say whose clock'],
  ['T - 5 days sharp', '`sharp` is too much'],
])('refuses the time `%s`', (text, why) => {
  expect(() => parseOffset(text)).toThrow(why);
});

test('minutes count on the clock of the world, days on the calendar of the anchor', () => {
  expect(at('T + 15 minutes')).toBe('2015-05-16T01:15:00Z');
  expect(at('final-release - 5 days')).toBe('2015-05-11T01:00:00Z');
  // Clocks were set on 8 March 2015: the same time of the day is an hour less away.
  expect(at('T - 1 week', '2015-03-10T18:00[America/Los_Angeles]')).toBe('2015-03-04T02:00:00Z');
  expect(at('T - 168 hours', '2015-03-10T18:00[America/Los_Angeles]')).toBe('2015-03-04T01:00:00Z');
});

test('a time of the day is shown by the clocks of the office that is named', () => {
  expect(at('final-release - 5 days at 10:00 in boston')).toBe('2015-05-10T14:00:00Z');
  // It is Saturday in Shanghai when the release begins.
  expect(at('final-release at 10:00 in shanghai')).toBe('2015-05-16T02:00:00Z');
});

test('business days leave out weekends, holidays and freeze days of the office', () => {
  expect(at('final-release - 3 business days at 10:00 in boston')).toBe('2015-05-12T14:00:00Z');
  expect(at('final-release - 1 business days of shanghai at 10:00 in shanghai')).toBe('2015-05-15T02:00:00Z');
  const freezes = [{ from: '2015-05-13', to: '2015-05-14', why: 'invoices' }];
  expect(at('final-release - 3 business days at 10:00 in boston', undefined, { freezes })).toBe('2015-05-08T14:00:00Z');
  const { boston } = planOf(missionText).offices;
  const offices = { boston: { ...boston, holidays: [{ date: '2015-05-14', name: 'A day off' }] } } as ReturnType<typeof planOf>['offices'];
  expect(at('final-release - 3 business days at 10:00 in boston', undefined, { offices })).toBe('2015-05-11T14:00:00Z');
  const always = [{ from: '1900-01-01', to: '2999-01-01', why: 'forever' }];
  expect(() => at('T - 1 business days', undefined, { freezes: always })).toThrow('leads nowhere');
});

test('a time that daylight saving skips is refused, with the instants on both sides', () => {
  const skipped = () => at('T - 1 day at 02:30 in boston', '2015-03-09T12:00[America/New_York]');
  expect(skipped).toThrow('No clock shows 2015-03-08T02:30 in America/New_York');
  expect(skipped).toThrow('between 2015-03-08T06:30Z and 2015-03-08T07:30Z');
});

test('a time that clocks show twice must say which', () => {
  const twice = (which: string) => at(`T - 1 day at 01:30 in boston${which}`, '2015-11-02T12:00[America/New_York]');
  expect(() => twice('')).toThrow('twice, at 2015-11-01T05:30Z and at 2015-11-01T06:30Z: add `earlier` or `later`');
  expect(twice(' earlier')).toBe('2015-11-01T05:30:00Z');
  expect(twice(' later')).toBe('2015-11-01T06:30:00Z');
  expect(parseZonedTime('2015-11-01T01:30[America/New_York] later').toInstant().toString()).toBe('2015-11-01T06:30:00Z');
});

test.each(['2015-05-15T18:00', '2015-05-15T18:00[Mars/Base]', '2015-02-30T18:00[Asia/Shanghai]', '2015-05-15T18:00[+08:00]'])(
  'refuses the anchor `%s`',
  (text) => {
    expect(() => parseZonedTime(text)).toThrow('Expected a');
  },
);

test('anchors may be reckoned from others, and not from themselves', () => {
  const plan = planOf(missionText);
  const anchors = {
    ...plan.anchors,
    a: { title: 'A', offset: 'b - 1 day' },
    b: { title: 'B', offset: 'a + 1 day' },
    c: { title: 'C', offset: 'T - 1 day' },
  };
  expect(() => timesOf({ ...plan, anchors }).anchor('a')).toThrow('is reckoned from itself');
  expect(
    timesOf({ ...plan, anchors })
      .anchor('c')
      .toString(),
  ).toBe('2015-05-14T18:00:00-07:00[America/Los_Angeles]');
});
