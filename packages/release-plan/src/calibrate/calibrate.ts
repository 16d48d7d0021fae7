import { isMap, isSeq, parseDocument } from 'yaml';
import { parsePlan, type PlanMistake } from '../plan/parse-plan.ts';

/** How long a step took in one rehearsal. */
export interface Measurement {
  step: string;
  seconds: number;
}

export interface Calibration {
  /** The plan with the measured durations in it; comments and order are those of before. */
  text: string;
  /** Steps whose duration nobody has measured yet. */
  guesses: string[];
  /** Measured, and no step of the plan. */
  unknown: string[];
}

/**
 * Puts what rehearsals measured into the text of a plan: the median and the ninth decile of each step (nearest rank), times `scale` (production's
 * size by that of the rehearsals), rounded up to minutes. `at` is the date of the measurement, like 2026-05-15. Throws RangeError for
 * measurements or a scale that are not positive numbers.
 */
export function calibrate(
  text: string,
  measurements: readonly Measurement[],
  { scale, at }: { scale: number; at: string },
): Calibration | { mistakes: PlanMistake[] } {
  if (!(Number.isFinite(scale) && scale > 0)) throw new RangeError(`Expected a scale above 0, got \`${scale}\`.`);
  const wrong = measurements.find(({ seconds }) => !(Number.isFinite(seconds) && seconds >= 0));
  if (wrong !== undefined) throw new RangeError(`Expected seconds of \`${wrong.step}\` from 0, got \`${wrong.seconds}\`.`);
  const parsed = parsePlan(text);
  if ('mistakes' in parsed) return parsed;

  const byStep = Map.groupBy(measurements, ({ step }) => step);
  const document = parseDocument(text);
  const steps = document.get('steps');
  if (isSeq(steps)) {
    for (const step of steps.items) {
      if (!isMap(step)) continue;
      const runs = byStep.get(String(step.get('id')));
      if (runs === undefined) continue;
      const seconds = runs.map((run) => run.seconds * scale).sort((a, b) => a - b);
      const [p50, p90] = [minutesText(rank(seconds, 0.5)), minutesText(rank(seconds, 0.9))];
      step.setIn(['duration', 'rehearsed'], document.createNode({ p50, p90, runs: runs.length, at }, { flow: true }));
    }
  }
  const ids = parsed.plan.steps.map(({ id }) => id);
  return {
    text: document.toString({ lineWidth: 0, flowCollectionPadding: true }),
    guesses: parsed.plan.steps.filter(({ id, duration }) => duration.rehearsed === null && !byStep.has(id)).map(({ id }) => id),
    unknown: [...byStep.keys()].filter((step) => !ids.includes(step)),
  };
}

function rank(sorted: number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function minutesText(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return `${minutes} minute${minutes === 1 ? '' : 's'}`;
}
