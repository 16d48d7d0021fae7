import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inThreeZones } from '../window/fixtures/three-zones.ts';
import { CalendarError } from './calendar-error.ts';
import { holidaysOf, readIcs } from './read-ics.ts';

const may = { from: '2015-05-01T00:00:00Z', to: '2015-06-01T00:00:00Z', zone: 'America/New_York' };
const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:one', 'SUMMARY:Stand-up', ...lines, 'END:VEVENT'];
const starts = (text: string, range = may) => readIcs(text, range).busy.map(({ from }) => from);

describe('times', () => {
  test('in UTC, in an IANA zone and without a zone are instants', () => {
    expect(starts(calendar(...event('DTSTART:20150516T010000Z', 'DURATION:PT1H')))).toEqual(['2015-05-16T01:00:00Z']);
    expect(starts(calendar(...event('DTSTART;TZID=Asia/Shanghai:20150516T090000', 'DTEND;TZID=Asia/Shanghai:20150516T100000')))).toEqual([
      '2015-05-16T01:00:00Z',
    ]);
    expect(starts(calendar(...event('DTSTART:20150515T210000', 'DURATION:PT1H')))).toEqual(['2015-05-16T01:00:00Z']);
  });

  test('in a zone that the file defines are instants', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Head office',
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'TZOFFSETFROM:+0530',
      'TZOFFSETTO:+0530',
      'END:STANDARD',
      'END:VTIMEZONE',
    ];
    expect(starts(calendar(...zone, ...event('DTSTART;TZID=Head office:20150516T063000', 'DURATION:PT1H')))).toEqual([
      '2015-05-16T01:00:00Z',
    ]);
  });

  test('that reach into the range count, free time and what was called off do not', () => {
    expect(starts(calendar(...event('DTSTART:20150430T230000Z', 'DTEND:20150501T010000Z')))).toEqual(['2015-04-30T23:00:00Z']);
    expect(starts(calendar(...event('DTSTART:20150516T010000Z', 'DURATION:PT1H', 'TRANSP:TRANSPARENT')))).toEqual([]);
    expect(starts(calendar(...event('DTSTART:20150516T010000Z', 'DURATION:PT1H', 'STATUS:CANCELLED')))).toEqual([]);
  });
});

describe('recurring entries', () => {
  test('of a period that was added last as long as the period', () => {
    const periods = 'RDATE;VALUE=PERIOD:20150515T010000Z/20150516T010000Z,20150520T010000Z/PT30M,20150430T010000Z/20150501T010000Z';
    expect(readIcs(calendar(...event('DTSTART:20150514T010000Z', 'DTEND:20150514T020000Z', periods)), may).busy).toMatchObject([
      { from: '2015-04-30T01:00:00Z', to: '2015-05-01T01:00:00Z' },
      { from: '2015-05-14T01:00:00Z', to: '2015-05-14T02:00:00Z' },
      { from: '2015-05-15T01:00:00Z', to: '2015-05-16T01:00:00Z' },
      { from: '2015-05-20T01:00:00Z', to: '2015-05-20T01:30:00Z' },
    ]);
  });

  test('of a period with a duration last as long over a change of clocks as an entry with that duration', () => {
    const range = { ...may, from: '2015-03-01T00:00:00Z' };
    const zoned = (name: string, rest: string) => `${name};TZID=America/New_York:${rest}`;
    const busy = (...lines: string[]) => readIcs(calendar(...event(...lines)), range).busy.filter(({ from }) => from > '2015-03-05');
    const period = busy(zoned('DTSTART', '20150301T010000'), 'DURATION:PT1H', zoned('RDATE;VALUE=PERIOD', '20150308T010000/PT3H'));
    expect(period).toMatchObject([{ from: '2015-03-08T06:00:00Z', to: '2015-03-08T09:00:00Z' }]);
    expect(busy(zoned('DTSTART', '20150308T010000'), 'DURATION:PT3H')).toEqual(period);
  });

  test('keep their clock across a change of daylight saving', () => {
    const text = calendar(...event('DTSTART;TZID=America/New_York:20150301T090000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=3'));
    expect(starts(text, { ...may, from: '2015-03-01T00:00:00Z' })).toEqual([
      '2015-03-01T14:00:00Z',
      '2015-03-08T13:00:00Z',
      '2015-03-15T13:00:00Z',
    ]);
  });

  test('leave out exceptions, also those written in UTC', () => {
    const text = calendar(
      ...event(
        'DTSTART;TZID=Asia/Shanghai:20150511T090000',
        'DURATION:PT1H',
        'RRULE:FREQ=DAILY;COUNT=4',
        'EXDATE:20150512T010000Z',
        'EXDATE;TZID=Asia/Shanghai:20150513T090000',
      ),
    );
    expect(starts(text)).toEqual(['2015-05-11T01:00:00Z', '2015-05-14T01:00:00Z']);
  });

  test('last to the very end of a rule that ends in UTC', () => {
    const text = calendar(
      ...event('DTSTART;TZID=Asia/Shanghai:20150511T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;UNTIL=20150513T010000Z'),
    );
    expect(starts(text)).toEqual(['2015-05-11T01:00:00Z', '2015-05-12T01:00:00Z', '2015-05-13T01:00:00Z']);
  });

  test('without an end stop at the end of the range, and a moved occurrence is read where it went', () => {
    const text = calendar(
      ...event('DTSTART:20150101T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;BYDAY=TH'),
      ...event('RECURRENCE-ID:20150514T090000Z', 'DTSTART:20150515T100000Z', 'DURATION:PT1H'),
    );
    expect(starts(text)).toEqual(['2015-05-07T09:00:00Z', '2015-05-15T10:00:00Z', '2015-05-21T09:00:00Z', '2015-05-28T09:00:00Z']);
  });
});

test('entries without a time are days, the last one included, and make holidays', () => {
  const text = calendar(
    ...event('DTSTART;VALUE=DATE:20150525', 'DTEND;VALUE=DATE:20150526', 'TRANSP:TRANSPARENT'),
    ...event('DTSTART;VALUE=DATE:20150509', 'DTEND;VALUE=DATE:20150511'),
  );
  const { busy, days } = readIcs(text, may);
  expect(busy).toEqual([]);
  expect(days).toEqual([
    { from: '2015-05-09', to: '2015-05-10', title: 'Stand-up', isFree: false },
    { from: '2015-05-25', to: '2015-05-25', title: 'Stand-up', isFree: true },
  ]);
  expect(holidaysOf(days).map(({ date }) => date)).toEqual(['2015-05-09', '2015-05-10', '2015-05-25']);
  const yearly = calendar(...event('DTSTART;VALUE=DATE:20100501', 'RRULE:FREQ=YEARLY'));
  expect(readIcs(yearly, may).days).toEqual([{ from: '2015-05-01', to: '2015-05-01', title: 'Stand-up', isFree: false }]);
});

test('folded lines and commas in words are read', () => {
  const text = calendar('BEGIN:VEVENT', 'DTSTART:20150516T010000Z', 'DURATION:PT1H', 'SUMMARY:Board\\, a', ' nd more', 'END:VEVENT');
  expect(readIcs(text, may).busy[0]?.title).toBe('Board, and more');
});

test.each([
  ['', 'Line 1: expected BEGIN:VCALENDAR.'],
  ['hello', 'Line 1: expected `NAME:value`, got `hello`.'],
  ['<html>:', 'Line 1: expected `NAME:value`'],
  [calendar('nonsense'), 'Line 3: expected `NAME:value`, got `nonsense`.'],
  [calendar(...event('DTSTART:2015zz')), 'Line 6: DTSTART cannot be read:'],
  [calendar(...event('DTSTART:20151301T000000Z')), 'Line 6: '],
  [calendar(...event('DTSTART:20150516T010000Z', 'RRULE:FREQ=NOPE')), 'Line 7: RRULE cannot be read:'],
  [
    calendar(...event('DTSTART:20150516T010000Z', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30')),
    'Line 7: the rule FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30 does not come true',
  ],
  [calendar(...event('DTSTART;TZID=Nope/Zone:20150516T010000')), 'Line 6: the time zone `Nope/Zone` is neither'],
  [calendar(...event()), 'Line 3: this VEVENT has no DTSTART.'],
  [calendar(...event('DTSTART:20150516T010000Z', 'DTEND:20150515T010000Z')), 'Line 7: it ends before it begins.'],
  [
    calendar(...event('DTSTART:20150516T010000Z', 'RDATE;VALUE=PERIOD:20150518T010000Z/20150517T010000Z')),
    'Line 7: a period of this RDATE ends before it begins.',
  ],
  [
    calendar(...event('DTSTART:20150516T010000Z', 'RDATE;VALUE=PERIOD:20150518T010000Z/-PT1H')),
    'Line 7: a period of this RDATE ends before it begins.',
  ],
  [calendar(...event('DTSTART;VALUE=DATE:20150516', 'DTEND;VALUE=DATE:20150514')), 'Line 7: it ends before it begins.'],
  [
    calendar(...event('DTSTART:20150515T100000Z', 'RECURRENCE-ID;RANGE=THISANDFUTURE:20150514T090000Z')),
    'Line 7: this change is of a range of occurrences (RANGE), which is not read.',
  ],
  [calendar('BEGIN:VEVENT', 'DTSTART:20150516T010000Z'), 'Line 5: END:VCALENDAR closes nothing'],
  ['BEGIN:VCALENDAR\nBEGIN:VEVENT\n', 'Line 2: BEGIN:VEVENT is never closed.'],
])('refuses %j and names the line', (text, words) => {
  expect(() => readIcs(text, may)).toThrow(expect.objectContaining({ name: 'CalendarError', message: expect.stringContaining(words) }));
});

test('any text is read or refused with a line', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'BEGIN:VEVENT',
      'END:VEVENT',
      'DTSTART:20150516T010000Z',
      'DTSTART;VALUE=DATE:20150516',
      'RRULE:FREQ=DAILY;COUNT=3',
      ' more',
    ),
    fc.constantFrom(
      'DTEND:20150516T020000Z',
      'EXDATE:20150517T010000Z',
      'DURATION:PT1H',
      'DTSTART:',
      'RRULE:',
      'RRULE:FREQ=MONTHLY;BYDAY=9XX',
      'DURATION:x',
    ),
    fc.string({ maxLength: 30 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      try {
        readIcs(calendar(...lines), may);
      } catch (error) {
        expect(error).toBeInstanceOf(CalendarError);
      }
    }),
    { numRuns: 500 },
  );
});

test('is the same wherever the machine stands', () => {
  const text = calendar(...event('DTSTART:20150301T090000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY'), ...event('DTSTART;VALUE=DATE:20150525'));
  const { results } = inThreeZones(() => readIcs(text, may));
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});
