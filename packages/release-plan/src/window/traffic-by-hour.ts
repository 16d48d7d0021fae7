import { WindowError } from './window-error.ts';

export const hoursOfWeek = 168;

/** What was counted in an hour of the week; hour 0 is Monday 00:00 to 01:00 UTC. Several counts of one hour add up. */
export interface HourCount {
  hourOfWeekUtc: number;
  count: number;
}

/** The share of a week's activity in each of its 168 hours, which add up to 1; even shares when nothing was counted. Throws WindowError. */
export function trafficByHour(counts: readonly HourCount[]): number[] {
  const sums = Array.from({ length: hoursOfWeek }, () => 0);
  for (const { hourOfWeekUtc, count } of counts) {
    if (!Number.isInteger(hourOfWeekUtc) || hourOfWeekUtc < 0 || hourOfWeekUtc >= hoursOfWeek)
      throw new WindowError(`Expected \`hourOfWeekUtc\` to be a whole number from 0 (Monday 00:00 UTC) to 167, got \`${hourOfWeekUtc}\`.`);
    if (!Number.isFinite(count) || count < 0)
      throw new WindowError(`Expected \`count\` of hour ${hourOfWeekUtc} to be 0 or more, got \`${count}\`.`);
    sums[hourOfWeekUtc] = (sums[hourOfWeekUtc] ?? 0) + count;
  }
  const total = sums.reduce((sum, count) => sum + count, 0);
  return total === 0 ? sums.map(() => 1 / hoursOfWeek) : sums.map((count) => count / total);
}

const hourMs = 3_600_000;

/** Traffic between two instants as a multiple of what an even week would have; 1 is usual. */
export function trafficRatio(shares: readonly number[], fromMs: number, toMs: number): number {
  let share = 0;
  for (let hour = Math.floor(fromMs / hourMs); hour * hourMs < toMs; hour++) {
    const covered = Math.min(toMs, (hour + 1) * hourMs) - Math.max(fromMs, hour * hourMs);
    // 1970 began on a Thursday: 72 hours after a Monday 00:00 UTC.
    share += ((shares[(((hour + 72) % hoursOfWeek) + hoursOfWeek) % hoursOfWeek] ?? 0) * covered) / hourMs;
  }
  return share / ((toMs - fromMs) / hourMs / hoursOfWeek);
}
