import { Temporal } from 'temporal-polyfill';
import { parseDuration } from '../offsets/duration.ts';
import type { Schedule, ScheduledMessage, ScheduledStep } from '../schedule/schedule.ts';
import type { ActualTimes } from './step-state.ts';

/** Steps and messages that stand near each other in time, drawn on one scale; milliseconds. */
export interface Part {
  fromMs: number;
  toMs: number;
  steps: ScheduledStep[];
  messages: ScheduledMessage[];
}

type Entry = { fromMs: number; toMs: number } & ({ step: ScheduledStep } | { message: ScheduledMessage });

const apartMs = 8 * 3_600_000;

/** Milliseconds of a step's way back; null: it has none. */
export function wayBackMs({ step }: ScheduledStep): number | null {
  return step.back === null || 'none' in step.back ? null : parseDuration(step.back.duration) * 60_000;
}

/** A plan reaches over weeks and its release day over hours: a gap of 8 hours begins a new scale. */
export function partsOf(schedule: Schedule, actual: Readonly<Record<string, ActualTimes>>): Part[] {
  const entries: Entry[] = [
    ...schedule.steps.map((step) => {
      const { start, end } = actual[step.id] ?? {};
      const ends = [step.end, step.latestEnd, end ?? step.end, start ?? step.start].map((at) => Date.parse(at));
      return {
        step,
        fromMs: Math.min(Date.parse(step.start), Date.parse(start ?? step.start)),
        toMs: Math.max(...ends) + (wayBackMs(step) ?? 0),
      };
    }),
    ...schedule.messages.map((message) => ({ message, fromMs: Date.parse(message.at), toMs: Date.parse(message.at) })),
  ].sort((one, other) => one.fromMs - other.fromMs);
  const parts: Part[] = [];
  for (const entry of entries) {
    let part = parts.at(-1);
    if (part === undefined || entry.fromMs - part.toMs > apartMs) {
      part = { fromMs: entry.fromMs, toMs: entry.toMs, steps: [], messages: [] };
      parts.push(part);
    }
    part.toMs = Math.max(part.toMs, entry.toMs);
    if ('step' in entry) part.steps.push(entry.step);
    else part.messages.push(entry.message);
  }
  return parts.map((part) => reachingTo(part, schedule));
}

/** The window and the last go belong to the picture of the steps that they bound. */
function reachingTo(part: Part, { window, lastGo }: Schedule): Part {
  const inside = window !== null && part.steps.length > 0 && Date.parse(window.from) < part.toMs && Date.parse(window.to) > part.fromMs;
  const ends = inside ? [window.to, ...(lastGo === null ? [] : [lastGo.at])].map((at) => Date.parse(at)) : [];
  // A window of days would press its steps together.
  const toMs = Math.max(part.toMs, ...ends.filter((at) => at - part.toMs < apartMs));
  return { ...part, toMs: Math.max(toMs, part.fromMs + 3_600_000) };
}

/** `2015-05-16 01:00` in UTC. */
export function utcWords(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: 'minute' }).replace('T', ' ').replace('Z', '');
}
