import type { ActualTimes, Measurement, Plan } from '@hq-field/release-plan';
import { commandWords } from './command-words.ts';
import type { KeptMove } from '../stages/release-store.ts';
import { phaseOf } from '../timings/phase-of.ts';
import type { WalkTiming } from '../timings/timings-store.ts';

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

/**
 * What this runner has measured of a plan's steps: moves into the stage of a step, and phases that its command is. Of runs that walk accounts, where
 * the step grows with them, those that walked most of the records, taken for all. A move that was stopped and given
 * again is left out: it may have stood still for a night, and what it would have taken in one go nobody knows.
 */
export function measurementsOf(plan: Plan, moves: readonly KeptMove[], timings: readonly WalkTiming[]): Omit<Measurement, 'scale'>[] {
  return plan.steps.flatMap(({ id, stage, command, duration }) => {
    if (stage !== null)
      return moves.flatMap((move) => {
        const seconds = move.to === stage && move.direction === 'forward' ? secondsInOneGo(move) : null;
        return seconds === null ? [] : [{ step: id, seconds }];
      });
    const words = command === null ? null : commandWords(command);
    const phase = words === null ? null : phaseOf(words);
    const isOfAllRecords = duration.grows !== null && words?.[0] === 'work';
    return timings.flatMap((timing) => {
      if (timing.phase !== phase || timing.exitCode !== 0) return [];
      const seconds = isOfAllRecords ? secondsForAll(timing) : timing.seconds;
      return seconds === null ? [] : [{ step: id, seconds }];
    });
  });
}

/** A host that is told to work until it is idle may have found next to nothing to do: that is no measure of a bulk migration. */
const leastShare = 0.5;

/** How long walking every account would have taken at the rate of a run; null when it walked too little to tell. */
function secondsForAll({ seconds, walkedShare }: WalkTiming): number | null {
  return walkedShare < leastShare ? null : seconds / walkedShare;
}

/** Between actions that are done in one go nothing passes that would change a duration: those are whole minutes. */
const betweenActionsSeconds = 60;

/** How long a move took; null when it has not ended, or stood still. */
function secondsInOneGo({ begunAt, endedAt, actedSeconds }: KeptMove): number | null {
  if (endedAt === null) return null;
  const seconds = (endedAt.getTime() - begunAt.getTime()) / 1000;
  return seconds - actedSeconds > betweenActionsSeconds ? null : seconds;
}
