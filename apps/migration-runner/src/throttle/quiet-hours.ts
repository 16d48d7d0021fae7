import { Temporal } from 'temporal-polyfill';
import { CronError, parseCron } from './cron.ts';
import type { QuietHours } from './throttle-settings.ts';

/** A leap year: it has every date that ever comes. */
const leapYear = Array.from({ length: 366 }, (_, days) => Temporal.PlainDate.from('2028-01-01').add({ days }));

/** Throws CronError when the line, the length or the time zone of quiet hours is none, or they never begin. */
export function checkQuietHours({ cron, minutes, timeZone }: Pick<QuietHours, 'cron' | 'minutes' | 'timeZone'>): void {
  const { fits } = parseCron(cron);
  if (!leapYear.some((date) => fits(date))) throw new CronError(`Expected a date that comes, got day and month of \`${cron}\`.`);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 10_080)
    throw new CronError(`Expected quiet hours of 1 to 10080 minutes (a week), got ${minutes}.`);
  try {
    Temporal.Now.instant().toZonedDateTimeISO(timeZone);
  } catch {
    throw new CronError(`Expected a time zone like Europe/Berlin, got \`${timeZone}\`.`);
  }
}

/** Why nothing is sent now, when it is quiet. Where hours overlap, those that end last are named. */
export function quietBecause(quietHours: readonly QuietHours[], now: Date): string | null {
  let last: { ends: Temporal.ZonedDateTime; hours: QuietHours } | null = null;
  for (const hours of quietHours) {
    const ends = quietUntil(hours, now);
    if (ends !== null && (last === null || Temporal.ZonedDateTime.compare(ends, last.ends) > 0)) last = { ends, hours };
  }
  if (last === null) return null;
  const { ends, hours } = last;
  return `quiet hours until ${ends.toPlainTime().toString({ smallestUnit: 'minute' })} ${ends.timeZoneId}: ${hours.reason} (${hours.actor})`;
}

/** The end of the hours that are on now; null when none are. Hours last as long as they say also where a clock is changed. */
export function quietUntil({ cron: line, minutes, timeZone }: QuietHours, now: Date): Temporal.ZonedDateTime | null {
  const cron = parseCron(line);
  const at = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  // One day more than they last: a day may have 23 or 25 hours.
  for (let back = 0; back <= Math.ceil(minutes / 1440) + 1; back += 1) {
    const begun = lastBeginning(cron, at.toPlainDate().subtract({ days: back }), at);
    if (begun === null) continue;
    const ends = begun.add({ minutes });
    return Temporal.ZonedDateTime.compare(ends, at) > 0 ? ends : null;
  }
  return null;
}

/** The last beginning on a date that is not after `at`. A time that a clock change leaves out is taken behind the gap. */
function lastBeginning(
  cron: ReturnType<typeof parseCron>,
  date: Temporal.PlainDate,
  at: Temporal.ZonedDateTime,
): Temporal.ZonedDateTime | null {
  if (!cron.fits(date)) return null;
  for (const hour of cron.hours.toReversed()) {
    for (const minute of cron.minutes.toReversed()) {
      const begins = date.toZonedDateTime({ timeZone: at.timeZoneId, plainTime: new Temporal.PlainTime(hour, minute) });
      if (Temporal.ZonedDateTime.compare(begins, at) <= 0) return begins;
    }
  }
  return null;
}
