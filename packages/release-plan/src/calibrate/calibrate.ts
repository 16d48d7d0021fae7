import { isMap, isNode, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { parsePlan, type PlanMistake } from '../plan/parse-plan.ts';

/** How long a step took in one rehearsal or run. */
export interface Measurement {
  step: string;
  seconds: number;
  /** Production's size by the size that was measured. It counts for steps whose duration grows, and for no other. */
  scale: number;
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
 * Puts what rehearsals measured into the text of a plan: the median and the ninth decile of each step (nearest rank), as long as they would be at
 * production's size, rounded up to minutes. `at` is the date of the measurement, like 2026-05-15. Throws RangeError for seconds below 0, a scale
 * that is not above 0, or a date that is none.
 */
export function calibrate(
  text: string,
  measurements: readonly Measurement[],
  { at }: { at: string },
): Calibration | { mistakes: PlanMistake[] } {
  if (!/^\d{4}-\d\d-\d\d$/.test(at)) throw new RangeError(`Expected the date of the measurement like 2026-05-15, got \`${at}\`.`);
  const unscaled = measurements.find(({ scale }) => !(Number.isFinite(scale) && scale > 0));
  if (unscaled !== undefined) throw new RangeError(`Expected a scale of \`${unscaled.step}\` above 0, got \`${unscaled.scale}\`.`);
  const wrong = measurements.find(({ seconds }) => !(Number.isFinite(seconds) && seconds >= 0));
  if (wrong !== undefined) throw new RangeError(`Expected seconds of \`${wrong.step}\` from 0, got \`${wrong.seconds}\`.`);
  const parsed = parsePlan(text);
  if ('mistakes' in parsed) return parsed;

  const grows = new Set(parsed.plan.steps.flatMap(({ id, duration }) => (duration.grows === null ? [] : [id])));
  const byStep = Map.groupBy(measurements, ({ step }) => step);
  const insertions: Insertion[] = [];
  const lines = new LineCounter();
  const steps = parseDocument(text, { lineCounter: lines }).get('steps');
  for (const step of isSeq(steps) ? steps.items : []) {
    const duration = isMap(step) ? step.get('duration') : null;
    const runs = isMap(step) ? byStep.get(String(step.get('id'))) : undefined;
    if (runs === undefined || !isMap(duration)) continue;
    const seconds = runs.map((run) => (grows.has(run.step) ? run.seconds * run.scale : run.seconds)).sort((a, b) => a - b);
    const [p50, p90] = [minutesText(rank(seconds, 0.5)), minutesText(rank(seconds, 0.9))];
    insertions.push(insertionInto(duration, `{ p50: ${p50}, p90: ${p90}, runs: ${runs.length}, at: ${at} }`, lines));
  }
  const ids = parsed.plan.steps.map(({ id }) => id);
  return {
    text: insertions.toReversed().reduce((rest, { from, to, put }) => rest.slice(0, from) + put + rest.slice(to), text),
    guesses: parsed.plan.steps.filter(({ id, duration }) => duration.rehearsed === null && !byStep.has(id)).map(({ id }) => id),
    unknown: [...byStep.keys()].filter((step) => !ids.includes(step)),
  };
}

/** Characters of the text that others take the place of. */
interface Insertion {
  from: number;
  to: number;
  put: string;
}

/** Only what changes is written, so that the rest of the text stays as people wrote it. */
function insertionInto(duration: YAMLMap, rehearsed: string, lines: LineCounter): Insertion {
  const held = duration.get('rehearsed', true);
  if (isNode(held) && held.range) {
    const [from, to] = held.range;
    return { from, to, put: from === to ? ` ${rehearsed}` : rehearsed };
  }
  const first = duration.items[0]?.key;
  if (!isNode(first) || !first.range) throw new TypeError('Expected a duration with `estimated`, as the schema asks.');
  const [from] = first.range;
  // In a block the line of the first key goes on where that key stood.
  const between = duration.flow === true ? ', ' : `\n${' '.repeat(lines.linePos(from).col - 1)}`;
  return { from, to: from, put: `rehearsed: ${rehearsed}${between}` };
}

function rank(sorted: number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function minutesText(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return `${minutes} minute${minutes === 1 ? '' : 's'}`;
}
