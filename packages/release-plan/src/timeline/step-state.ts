import type { ScheduledStep } from '../schedule/schedule.ts';

/** Measured times of a step, ISO instants; null: not yet. */
export interface ActualTimes {
  start: string | null;
  end: string | null;
}

/** How a step stands, each with one sentence. */
export const stepStates = {
  planned: 'Its time has not come.',
  next: 'The first step that has not begun.',
  running: 'It has begun and not ended.',
  late: 'It should have begun, or ended even by its p90, and has not.',
  done: 'It ended by its p90.',
  'done late': 'It ended later than its p90.',
} as const;

export type StepState = keyof typeof stepStates;

/** How each step stands at a moment, by id; with neither a moment nor measured times all are planned. */
export function statesOf(
  steps: readonly ScheduledStep[],
  now: string | null,
  actual: Readonly<Record<string, ActualTimes>>,
): Map<string, StepState> {
  const nowMs = now === null ? Number.NEGATIVE_INFINITY : Date.parse(now);
  const tells = now !== null || Object.keys(actual).length > 0;
  const next = tells ? steps.find(({ id }) => (actual[id]?.start ?? actual[id]?.end ?? null) === null)?.id : undefined;
  return new Map(
    steps.map((step) => {
      const { start = null, end = null } = actual[step.id] ?? {};
      const latestEnd = Date.parse(step.latestEnd);
      if (end !== null) return [step.id, Date.parse(end) > latestEnd ? 'done late' : 'done'];
      if (nowMs > latestEnd || (start === null && nowMs > Date.parse(step.start))) return [step.id, 'late'];
      if (start !== null) return [step.id, 'running'];
      return [step.id, step.id === next ? 'next' : 'planned'];
    }),
  );
}
