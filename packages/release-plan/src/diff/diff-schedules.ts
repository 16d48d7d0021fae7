import { msOf } from '../schedule/instant.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { Finding } from '../validate/finding.ts';

/** A step, message or anchor whose time is another one; minutes are negative when it is earlier. */
export interface Moved {
  id: string;
  kind: 'anchor' | 'step' | 'message';
  from: string;
  to: string;
  minutes: number;
}

export interface ScheduleDiff {
  moved: Moved[];
  added: string[];
  removed: string[];
  /** Findings of the plan after the change that it did not have before: what fell into trouble. */
  trouble: Finding[];
}

/** What changed between two schedules of a plan; the findings are those of `validatePlan` on either side. */
export function diffSchedules(before: Schedule, after: Schedule, findings: { before: Finding[]; after: Finding[] }): ScheduleDiff {
  const [old, now] = [timesIn(before), timesIn(after)];
  const moved = now.flatMap(({ id, kind, at }) => {
    const from = old.find((other) => other.id === id && other.kind === kind)?.at;
    return from === undefined || from === at ? [] : [{ id, kind, from, to: at, minutes: (msOf(at) - msOf(from)) / 60_000 }];
  });
  const lacking = (these: typeof old, those: typeof old) =>
    these.filter(({ id, kind }) => !those.some((other) => other.id === id && other.kind === kind)).map(({ id }) => id);
  // The words of a finding hold times, which move with the plan.
  const had = new Set(findings.before.map(({ rule, step }) => `${rule} ${step}`));
  return {
    moved,
    added: lacking(now, old),
    removed: lacking(old, now),
    trouble: findings.after.filter(({ rule, step }) => !had.has(`${rule} ${step}`)),
  };
}

function timesIn({ anchors, steps, messages }: Schedule): Pick<Moved & { at: string }, 'id' | 'kind' | 'at'>[] {
  return [
    ...Object.entries(anchors).map(([id, at]) => ({ id, kind: 'anchor' as const, at })),
    ...steps.map(({ id, start }) => ({ id, kind: 'step' as const, at: start })),
    ...messages.map(({ id, at }) => ({ id, kind: 'message' as const, at })),
  ];
}
