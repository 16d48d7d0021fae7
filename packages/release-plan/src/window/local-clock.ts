import { Temporal } from 'temporal-polyfill';

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** What clocks and calendars of a zone show at an instant, given in milliseconds since 1970 UTC. */
export function localClock(instantMs: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone);
}

/** `Friday` */
export function dayName(at: Temporal.ZonedDateTime): string {
  return dayNames[at.dayOfWeek - 1] ?? '';
}

/** `18:00` */
export function clockWords(at: Temporal.ZonedDateTime): string {
  return at.toPlainTime().toString({ smallestUnit: 'minute' });
}

/** `Fri 15 May 18:00`, the same in every locale. */
export function shortWords(at: Temporal.ZonedDateTime): string {
  return `${dayName(at).slice(0, 3)} ${at.day} ${(monthNames[at.month - 1] ?? '').slice(0, 3)} ${clockWords(at)}`;
}
