import type { Temporal } from 'temporal-polyfill';
import { durationText } from '../offsets/duration.ts';
import type { Plan } from '../plan/plan.ts';
import { holidayOf, type HourKind } from './hour-kind.ts';
import { clockWords, dayName, localClock } from './local-clock.ts';
import { kindsBetween, type OfficeHours } from './office-hours.ts';
import type { Reason } from './reason.ts';
import { costs, goodUpTo, hourCosts } from './weights.ts';

export interface OfficeJudgement {
  /** Of its hours; offices are averaged. */
  meanCost: number;
  /** What counts once, however many offices there are. */
  cost: number;
  reasons: Reason[];
}

/** What a window means for the people of one office. */
export function reasonsOfOffice(hours: OfficeHours, fromMs: number, toMs: number, freezes: Plan['freezes']): OfficeJudgement {
  const { id, office } = hours;
  const [from, to] = [localClock(fromMs, office.zone), localClock(toMs, office.zone)];
  const kinds = kindsBetween(hours, fromMs, toMs);
  const total = [...kinds.values()].reduce((sum, minutes) => sum + minutes, 0);
  const meanCost = [...kinds].reduce((sum, [kind, minutes]) => sum + hourCosts[kind] * minutes, 0) / total;
  const bad: { cost: number; words: string }[] = [];
  const change = (to.offsetNanoseconds - from.offsetNanoseconds) / 60e9;
  if (change !== 0)
    bad.push({
      cost: costs.clockChange,
      words: `Clocks in ${office.title} go ${change > 0 ? 'forward' : 'back'} by ${durationText(Math.abs(change))} during it: choose another, or write its times in UTC only.`,
    });
  for (const freeze of freezes)
    if (freeze.from <= dateOf(localClock(toMs - 1, office.zone)) && freeze.to >= dateOf(from))
      bad.push({ cost: costs.freeze, words: `Nothing may be released by the calendar of ${office.title}: ${freeze.why}.` });
  const holiday = holidayOf(office, from) ?? holidayOf(office, localClock(toMs - 1, office.zone));
  const local: Reason = {
    office: id,
    good: meanCost <= goodUpTo,
    words: `${dayName(from)} ${clockWords(from)} to ${dayName(to) === dayName(from) ? '' : `${dayName(to)} `}${clockWords(to)} in ${office.title}: ${kindWords(kinds)}.`,
  };
  return {
    meanCost,
    cost: bad.reduce((sum, { cost }) => sum + cost, 0),
    reasons: [
      local,
      ...(holiday === null ? [] : [{ office: id, good: true, words: `${office.title} keeps ${holiday}: nobody is at work.` }]),
      ...bad.map(({ words }) => ({ office: id, good: false, words })),
    ],
  };
}

const words: Record<HourKind, string> = {
  working: 'people are at work',
  early: 'early, before work',
  evening: 'evening, after work',
  late: 'late evening',
  night: 'people are asleep',
  off: 'a day off',
};

function kindWords(kinds: ReadonlyMap<HourKind, number>): string {
  if (kinds.size === 1) return [...kinds.keys()].map((kind) => words[kind]).join('');
  return [...kinds].map(([kind, minutes]) => `${words[kind]} for ${durationText(minutes)}`).join(', ');
}

function dateOf(at: Temporal.ZonedDateTime): string {
  return at.toPlainDate().toString();
}
