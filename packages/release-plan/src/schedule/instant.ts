import { Temporal } from 'temporal-polyfill';
import type { Plan } from '../plan/plan.ts';

/** The ISO string in UTC, with Z and seconds, of milliseconds since 1970. */
export function instantOf(epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toString({ smallestUnit: 'second' });
}

export function msOf(instant: string): number {
  return Temporal.Instant.from(instant).epochMilliseconds;
}

/** What the clocks of every office show at an instant, like `Fri 2015-05-15 18:00`, by the office's id. */
export function localTimes(instant: string, offices: Plan['offices']): Record<string, string> {
  return Object.fromEntries(Object.entries(offices).map(([id, { zone }]) => [id, localTime(instant, zone)]));
}

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** `Fri 2015-05-15 18:00`; without the machine's locale. */
export function localTime(instant: string, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return `${names[local.dayOfWeek - 1] ?? ''} ${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}
