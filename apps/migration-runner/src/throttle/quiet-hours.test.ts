import { expect, test } from 'vitest';
import { CronError, parseCron } from './cron.ts';
import { checkQuietHours, quietBecause, quietUntil } from './quiet-hours.ts';
import type { QuietHours } from './throttle-settings.ts';

const hours = (cron: string, minutes: number, timeZone = 'Europe/Berlin'): QuietHours => ({
  id: 1,
  cron,
  minutes,
  timeZone,
  reason: 'office hours',
  actor: 'ann',
});
const until = (one: QuietHours, now: string) => quietUntil(one, new Date(now))?.toInstant().toString() ?? null;

test.each([
  ['the minute they begin', '2026-01-14T07:00:00Z', '2026-01-14T17:00:00Z'],
  ['their last moment', '2026-01-14T16:59:59Z', '2026-01-14T17:00:00Z'],
  ['the moment they end', '2026-01-14T17:00:00Z', null],
  ['before they begin', '2026-01-14T06:59:59Z', null],
  ['a Sunday', '2026-01-18T10:00:00Z', null],
  ['summer time, an hour earlier in UTC', '2026-07-15T06:00:00Z', '2026-07-15T16:00:00Z'],
])('office hours of weekdays in Berlin: %s', (_what, now, ends) => {
  expect(until(hours('0 8 * * 1-5', 600), now)).toBe(ends);
});

test('hours that begin in the evening last into the next day, and a week long ones into the next week', () => {
  expect(until(hours('30 22 * * 5', 9 * 60), '2026-01-17T05:00:00Z')).toBe('2026-01-17T06:30:00Z');
  expect(until(hours('0 0 1 * *', 10_080, 'UTC'), '2026-01-07T23:59:00Z')).toBe('2026-01-08T00:00:00Z');
});

test('hours that begin in the gap of a clock change begin behind it, and last as long as they say', () => {
  expect(until(hours('30 2 * * *', 60), '2026-03-29T01:29:00Z')).toBeNull();
  expect(until(hours('30 2 * * *', 60), '2026-03-29T01:30:00Z')).toBe('2026-03-29T02:30:00Z');
  expect(until(hours('0 1 * * *', 180), '2026-10-25T01:30:00Z')).toBe('2026-10-25T02:00:00Z');
});

test('of several hours those that end last are named', () => {
  const both = [hours('0 8 * * *', 60, 'UTC'), { ...hours('30 8 * * *', 60, 'UTC'), reason: 'a report' }];
  expect(quietBecause(both, new Date('2026-01-14T08:45:00Z'))).toBe('quiet hours until 09:30 UTC: a report (ann)');
  expect(quietBecause(both, new Date('2026-01-14T10:00:00Z'))).toBeNull();
});

test('cron lines: lists, ranges, steps, and one of day and weekday is enough when both are restricted', () => {
  expect(parseCron('*/20 8-10,22 * * *')).toMatchObject({ minutes: [0, 20, 40], hours: [8, 9, 10, 22] });
  const both = parseCron('0 0 13 * 5');
  expect(both.fits({ month: 1, day: 13, dayOfWeek: 2 })).toBe(true);
  expect(both.fits({ month: 1, day: 16, dayOfWeek: 5 })).toBe(true);
  expect(both.fits({ month: 1, day: 14, dayOfWeek: 3 })).toBe(false);
  for (const sunday of ['0', '7', '6-7']) expect(parseCron(`0 0 * * ${sunday}`).fits({ month: 1, day: 18, dayOfWeek: 7 })).toBe(true);
});

test.each(['', '0 8 * *', '60 8 * * *', '0 24 * * *', '0 8 0 * *', '5-1 8 * * *', 'x 8 * * *', '*-3 8 * * *', '*/0 8 * * *'])(
  'refuses the cron line `%s`',
  (line) => {
    expect(() => parseCron(line)).toThrow(CronError);
  },
);

test('refuses a date that never comes, and takes one of leap years', () => {
  const check = (cron: string) => () => checkQuietHours({ cron, minutes: 60, timeZone: 'UTC' });
  for (const cron of ['0 8 31 2 *', '0 8 30-31 2 *', '0 8 31 4,6,9,11 *']) expect(check(cron)).toThrow('a date that comes');
  for (const cron of ['0 8 29 2 *', '0 8 31 1,2 *', '0 8 31 2 1']) expect(check(cron)).not.toThrow();
});

test('refuses an unknown zone and a length of nothing', () => {
  expect(() => checkQuietHours({ cron: '0 8 * * *', minutes: 60, timeZone: 'Europe/Berlim' })).toThrow('Europe/Berlim');
  expect(() => checkQuietHours({ cron: '0 8 * * *', minutes: 0, timeZone: 'UTC' })).toThrow('minutes');
});
