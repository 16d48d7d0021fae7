import { Temporal } from 'temporal-polyfill';
import { OffsetError } from './offset-error.ts';
import { atWallClock, type Fold } from './wall-clock.ts';
import { isZone } from './zones.ts';

const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)\[([^\]]+)\](?: (earlier|later))?$/;

/** The moment of `2026-05-15T18:00[America/Los_Angeles]`; ` earlier` or ` later` behind it settles an hour that clocks show twice. Throws OffsetError. */
export function parseZonedTime(text: string): Temporal.ZonedDateTime {
  const [, time, zone = '', fold = null] = form.exec(text.trim()) ?? [];
  if (time === undefined || !isZone(zone))
    throw new OffsetError(`Expected a time with its zone like \`2026-05-15T18:00[America/Los_Angeles]\`, got \`${text}\`.`);
  return atWallClock(plainTimeOf(time, text), zone, fold as Fold | null);
}

function plainTimeOf(time: string, text: string): Temporal.PlainDateTime {
  try {
    return Temporal.PlainDateTime.from(time);
  } catch (cause) {
    throw new OffsetError(`Expected a day and a time that exist, got \`${text}\`.`, { cause });
  }
}
