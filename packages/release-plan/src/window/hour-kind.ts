import type { Temporal } from 'temporal-polyfill';
import { type Office, weekdays } from '../plan/plan.ts';

/** What people of an office do at an hour, each with one sentence. */
export const hourKinds = {
  working: 'Working hours: people are at the keyboard.',
  early: 'From 06:00 to the beginning of work, on any day to 08:00.',
  evening: 'Awake and not at work, on a working day.',
  late: 'From 22:00 to midnight.',
  night: 'From midnight to 06:00: people are asleep.',
  off: 'By day on a weekend or a holiday.',
} as const;

export type HourKind = keyof typeof hourKinds;

/** The holiday that an office keeps on the day of a local time; null: none. */
export function holidayOf(office: Office, at: Temporal.ZonedDateTime): string | null {
  const date = at.toPlainDate().toString();
  return office.holidays.find((holiday) => holiday.date === date)?.name ?? null;
}

/** What people of an office do at a local time. Working hours win over the others, also where an office works at night; they may cross midnight. */
export function hourKindOf(office: Office, at: Temporal.ZonedDateTime): HourKind {
  const minute = at.hour * 60 + at.minute;
  const [from, to] = [minuteOf(office.working.from), minuteOf(office.working.to)];
  const isWithin = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (isWithin && worksOn(office, workDayOf(office, at))) return 'working';
  const worksToday = worksOn(office, at);
  if (at.hour < 6) return 'night';
  if (at.hour >= 22) return 'late';
  if (at.hour < 8 || (worksToday && from < to && minute < from)) return 'early';
  return worksToday ? 'evening' : 'off';
}

/** The day whose working hours a local time is in, or would be: after midnight, the day before, where they cross it and have not ended. */
export function workDayOf(office: Office, at: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const [from, to] = [minuteOf(office.working.from), minuteOf(office.working.to)];
  return to <= from && at.hour * 60 + at.minute < to ? at.subtract({ days: 1 }) : at;
}

function worksOn(office: Office, at: Temporal.ZonedDateTime): boolean {
  const day = weekdays[at.dayOfWeek - 1];
  return day !== undefined && office.working.days.includes(day) && holidayOf(office, at) === null;
}

function minuteOf(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}
