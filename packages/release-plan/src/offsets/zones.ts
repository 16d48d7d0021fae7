import { Temporal } from 'temporal-polyfill';

const epoch = Temporal.Instant.fromEpochMilliseconds(0);

/** Whether it is an IANA time zone that the clocks here know. An offset like +08:00 is none: it has no daylight saving. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    epoch.toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}
