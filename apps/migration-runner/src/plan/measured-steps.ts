import type { ActualTimes, Measurement, Plan } from '@hq-field/release-plan';
import { commandWords } from './command-words.ts';
import type { KeptMove } from '../stages/release-store.ts';
import { phaseOf } from '../timings/phase-of.ts';
import type { Timing } from '../timings/timings-store.ts';

/** When the steps of a plan that enter a stage were really done: by the last move into it, unless it was taken back since. Moves: the newest first. */
export function actualTimes(plan: Plan, moves: readonly KeptMove[]): Record<string, ActualTimes> {
  const entered = new Map<string, ActualTimes>();
  for (const { from, to, direction, begunAt, endedAt } of moves.toReversed()) {
    if (direction === 'back') entered.delete(from);
    else entered.set(to, { start: begunAt.toISOString(), end: endedAt?.toISOString() ?? null });
  }
  const actual: Record<string, ActualTimes> = {};
  for (const { id, stage } of plan.steps) {
    const times = stage === null ? undefined : entered.get(stage);
    if (times !== undefined) actual[id] = times;
  }
  return actual;
}

/** What this runner has measured of a plan's steps: moves into the stage of a step, and phases that its command is. */
export function measurementsOf(plan: Plan, moves: readonly KeptMove[], timings: readonly Timing[]): Omit<Measurement, 'scale'>[] {
  return plan.steps.flatMap(({ id, stage, command }) => {
    if (stage !== null)
      return moves.flatMap(({ to, direction, begunAt, endedAt }) =>
        to === stage && direction === 'forward' && endedAt !== null
          ? [{ step: id, seconds: (endedAt.getTime() - begunAt.getTime()) / 1000 }]
          : [],
      );
    const words = command === null ? null : commandWords(command);
    const phase = words === null ? null : phaseOf(words);
    return timings.flatMap((timing) => (timing.phase === phase && timing.exitCode === 0 ? [{ step: id, seconds: timing.seconds }] : []));
  });
}
