import type { Temporal } from 'temporal-polyfill';
import { OffsetError } from './offset-error.ts';

/** Which of the two hours that a clock shows twice when it is set back. */
export type Fold = 'earlier' | 'later';

/**
 * The instant at which clocks of a zone show a time. A time that clocks skip is refused, and one that they show twice unless `fold` says
 * which; the message names both instants. Throws OffsetError.
 */
export function atWallClock(time: Temporal.PlainDateTime, zone: string, fold: Fold | null): Temporal.ZonedDateTime {
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) => time.toZonedDateTime(zone, { disambiguation }));
  if (earlier === undefined || later === undefined) throw new OffsetError(`Expected a time of ${zone}, got \`${time.toString()}\`.`);
  if (earlier.epochMilliseconds === later.epochMilliseconds) return earlier;
  const shown = `${time.toString({ smallestUnit: 'minute' })} in ${zone}`;
  const instants = [earlier, later].map((one) => one.toInstant().toString({ smallestUnit: 'minute' }));
  if (!earlier.toPlainDateTime().equals(time))
    throw new OffsetError(
      `No clock shows ${shown}: daylight saving skips it, between ${instants[0]} and ${instants[1]}. Write a time before or after the gap.`,
    );
  if (fold === null)
    throw new OffsetError(`Clocks show ${shown} twice, at ${instants[0]} and at ${instants[1]}: add \`earlier\` or \`later\`.`);
  return fold === 'earlier' ? earlier : later;
}
