import ICAL from 'ical.js';
import { BoundedIterator } from './bounded-iterator.ts';
import { CalendarError } from './calendar-error.ts';
import { dateOf, instantOf, type Zones } from './event-time.ts';
import type { CalendarEvent, TimeValue } from './read-event.ts';

/** Occurrences of a rule, and steps of it from one to the next: 50,000 days are 137 years. */
const most = 50_000;

/**
 * When an entry begins, in milliseconds, in order, up to `toMs`. Rules run on the clock of the entry's zone, and end, exceptions and
 * additions are compared as instants, since files write them in UTC as well. Throws CalendarError.
 */
export function occurrencesOf(event: CalendarEvent, zones: Zones, toInstant: (time: ICAL.Time) => number, toMs: number): number[] {
  const { start, rules, added, excepted } = event;
  const valueMs = ({ time, tzid, line }: TimeValue): number =>
    time.isDate ? Date.UTC(time.year, time.month - 1, time.day) : instantOf(time, tzid, zones, line);
  const starts = new Set([toInstant(start.time), ...added.map(valueMs)]);
  for (const { rule, line } of rules) {
    const until = rule.until === null || rule.until === undefined ? Infinity : untilMs(rule.until, event, zones, line);
    let count = 0;
    for (const next of timesOf(rule, start.time, line)) {
      const at = toInstant(next);
      if (at > until || at > toMs) break;
      if (++count > most) throw new CalendarError(line, `it recurs more than ${most} times. Take a later beginning.`);
      starts.add(at);
    }
  }
  const without = new Set(excepted.map(valueMs));
  return [...starts].filter((at) => !without.has(at)).sort((one, other) => one - other);
}

function untilMs(until: ICAL.Time, { start }: CalendarEvent, zones: Zones, line: number): number {
  // A day as the end of a rule includes that day.
  if (until.isDate && !start.time.isDate) {
    const end = ICAL.Time.fromData({ year: until.year, month: until.month, day: until.day, hour: 23, minute: 59, second: 59 });
    return instantOf(end, start.tzid, zones, line);
  }
  return start.time.isDate ? dateOf(until, line).toZonedDateTime('UTC').epochMilliseconds : instantOf(until, start.tzid, zones, line);
}

/** When a rule comes true, without regard to its end. */
function* timesOf(rule: ICAL.Recur, start: ICAL.Time, line: number): Generator<ICAL.Time> {
  const endless = rule.clone();
  endless.until = null;
  try {
    const iterator = new BoundedIterator(endless, floating(start), most);
    for (let next = iterator.next(); next !== null && next !== undefined; next = iterator.next()) yield next;
  } catch (cause) {
    const words =
      cause instanceof RangeError
        ? `the rule ${rule.toString()} does not come true within ${most} of its steps. Mend it, or take the entry out.`
        : 'this rule cannot be followed. Write it as RFC 5545 has it, like RRULE:FREQ=WEEKLY;BYDAY=FR.';
    throw new CalendarError(line, words, { cause });
  }
}

/** The same clock reading without a zone: the iterator counts on clocks alone. */
function floating(time: ICAL.Time): ICAL.Time {
  const { year, month, day, hour, minute, second, isDate, zone } = time;
  const plain = ICAL.Time.fromData({ year, month, day, hour, minute, second, isDate });
  if (zone === ICAL.Timezone.utcTimezone) plain.zone = zone;
  return plain;
}
