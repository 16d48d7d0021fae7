import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { isZone } from '../offsets/zones.ts';
import { CalendarError } from './calendar-error.ts';

/** Where a time is meant: the zone of its TZID, UTC, or of whoever reads a time that names none. */
export interface Zones {
  /** Zones that the calendar defines itself, by TZID. */
  defined: ReadonlyMap<string, ICAL.Timezone>;
  /** For times without a zone. */
  floating: string;
}

/** The instant of a time, in milliseconds. A time that clocks skip is the later, one that they show twice the earlier, as RFC 5545 has it. Throws CalendarError. */
export function instantOf(time: ICAL.Time, tzid: string | null, zones: Zones, line: number): number {
  if (time.zone === ICAL.Timezone.utcTimezone) return plainOf(time, line).toZonedDateTime('UTC').epochMilliseconds;
  const zone = tzid ?? zones.floating;
  if (isZone(zone)) return plainOf(time, line).toZonedDateTime(zone).epochMilliseconds;
  const defined = zones.defined.get(zone);
  if (defined === undefined)
    throw new CalendarError(
      line,
      `the time zone \`${zone}\` is neither an IANA zone nor defined in the file. Export the calendar with its time zones.`,
    );
  const local = time.clone();
  local.zone = defined;
  return local.toUnixTime() * 1000;
}

export function dateOf(time: ICAL.Time, line: number): Temporal.PlainDate {
  return plainOf(time, line).toPlainDate();
}

function plainOf({ year, month, day, hour, minute, second }: ICAL.Time, line: number): Temporal.PlainDateTime {
  try {
    // A leap second counts as the second before it.
    return Temporal.PlainDateTime.from({ year, month, day, hour, minute, second: Math.min(second, 59) }, { overflow: 'reject' });
  } catch (cause) {
    throw new CalendarError(line, `there is no ${year}-${month}-${day} ${hour}:${minute}. Write a day and a time that exist.`, { cause });
  }
}
