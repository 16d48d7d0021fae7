import { Temporal } from 'temporal-polyfill';
import type { Office, Plan } from '../plan/plan.ts';
import type { Span } from '../schedule/schedule.ts';
import { reasonsOfOffice } from './office-reasons.ts';
import { officeHours, type OfficeHours } from './office-hours.ts';
import type { Reason } from './reason.ts';
import { hoursOfWeek, trafficRatio } from './traffic-by-hour.ts';
import { costs } from './weights.ts';
import { WindowError } from './window-error.ts';

/** An entry of another calendar. */
export interface Busy extends Span {
  title: string;
}

export interface WindowSearch {
  offices: Record<string, Office>;
  durationMinutes: number;
  /** ISO instants; a window lies wholly between them. */
  between: Span;
  /** Minutes from one candidate's beginning to the next, the first at `between.from`. Default 30. */
  stepMinutes?: number;
  /** Shares of the 168 hours of a week, as trafficByHour gives them. */
  traffic?: readonly number[];
  busy?: readonly Busy[];
  /** Days on which nothing may be released, by the clock of any of the offices. */
  freezes?: Plan['freezes'];
}

export interface Window extends Span {
  /** 100: nobody is disturbed, and two days are left to mend. Lower is worse; below 0: do not. */
  score: number;
  reasons: Reason[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const mostCandidates = 20_000;

/** Windows that do not overlap, best first; of equal ones the earlier. Times are ISO in UTC. Throws WindowError. */
export function findWindows(search: WindowSearch): Window[] {
  const { durationMinutes, between, stepMinutes = 30, traffic } = search;
  positive('durationMinutes', durationMinutes);
  positive('stepMinutes', stepMinutes);
  const [first, last] = [instantMs(between.from), instantMs(between.to)];
  const lastStart = last - durationMinutes * minuteMs;
  const offices = Object.values(search.offices);
  if (offices.length === 0) throw new WindowError('Name at least one office whose hours count.');
  if (traffic !== undefined && traffic.length !== hoursOfWeek)
    throw new WindowError(`Expected \`traffic\` to hold 168 shares, got ${traffic.length}: make it with trafficByHour.`);
  if (lastStart < first)
    throw new WindowError(`A window of ${durationMinutes} minutes does not fit between ${between.from} and ${between.to}: widen them.`);
  if ((lastStart - first) / (stepMinutes * minuteMs) > mostCandidates)
    throw new WindowError(
      `There are more than ${mostCandidates} windows to judge: bring ${between.from} and ${between.to} nearer, or take longer steps (--step).`,
    );
  const hours = Object.entries(search.offices).map(([id, office]) => officeHours(id, office));
  const judged: Window[] = [];
  for (let from = first; from <= lastStart; from += stepMinutes * minuteMs)
    judged.push(judge(search, hours, from, from + durationMinutes * minuteMs));
  judged.sort((one, other) => other.score - one.score || Date.parse(one.from) - Date.parse(other.from));
  return withoutOverlaps(judged);
}

/** When what the offices do counts: also the quiet hours after the last window. Holidays have to be known so far. Throws WindowError. */
export function hoursThatCount({ from, to }: Span): Span {
  return { from, to: iso(instantMs(to) + costs.quietHours * hourMs) };
}

function judge(search: WindowSearch, hours: readonly OfficeHours[], from: number, to: number): Window {
  const local = hours.map((office) => reasonsOfOffice(office, from, to, search.freezes ?? []));
  const judgements = [
    ...local,
    quiet(hours, to),
    ...(search.traffic === undefined ? [] : [trafficIn(search.traffic, from, to)]),
    ...(search.busy ?? []).filter((busy) => instantMs(busy.from) < to && instantMs(busy.to) > from).map(overlap),
  ];
  const points = judgements.reduce((sum, { cost }) => sum + cost, 0);
  const mean = local.reduce((sum, { meanCost }) => sum + meanCost, 0) / local.length;
  return {
    from: iso(from),
    to: iso(to),
    score: Math.round((100 - mean - points) * 10) / 10,
    reasons: judgements.flatMap(({ reasons }) => reasons),
  };
}

function trafficIn(traffic: readonly number[], from: number, to: number): { cost: number; reasons: Reason[] } {
  const ratio = trafficRatio(traffic, from, to);
  const words = `Field has ${ratio.toFixed(1)} times the traffic of an average hour.`;
  return { cost: Math.min(costs.trafficMost, costs.traffic * ratio), reasons: [{ office: null, good: ratio < 1, words }] };
}

function overlap(busy: Busy): { cost: number; reasons: Reason[] } {
  return { cost: costs.busy, reasons: [{ office: null, good: false, words: `Overlaps “${busy.title}” in another calendar.` }] };
}

/** How long nobody works after the end of a window. */
function quiet(offices: readonly OfficeHours[], end: number): { cost: number; reasons: Reason[] } {
  let hours = 0;
  while (hours < costs.quietHours && offices.every((office) => office.kindAt(end + hours * hourMs) !== 'working')) hours++;
  const words =
    hours === costs.quietHours
      ? `Nobody works for ${hours} hours after it: time to mend what went wrong.`
      : hours === 0
        ? 'An office is at work when it ends: no quiet time to mend what went wrong.'
        : `An office begins work about ${hours} hour${hours === 1 ? '' : 's'} after it: that is the time to mend what went wrong.`;
  return { cost: (costs.quietHours - hours) * costs.quietHour, reasons: [{ office: null, good: hours >= 12, words }] };
}

function withoutOverlaps(ranked: readonly Window[]): Window[] {
  const kept: Window[] = [];
  for (const window of ranked) if (kept.every((better) => better.to <= window.from || better.from >= window.to)) kept.push(window);
  return kept;
}

function instantMs(text: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (cause) {
    throw new WindowError(`Expected an instant like \`2015-05-16T01:00:00Z\`, got \`${text}\`.`, { cause });
  }
}

function iso(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toString();
}

function positive(name: string, minutes: number): void {
  if (!Number.isInteger(minutes) || minutes < 1)
    throw new WindowError(`Expected \`${name}\` to be whole minutes, 1 or more, got \`${minutes}\`.`);
}
