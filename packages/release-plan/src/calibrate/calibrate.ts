import { isDeepStrictEqual } from 'node:util';
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { durationText } from '../offsets/duration.ts';
import { parsePlan, type PlanMistake } from '../plan/parse-plan.ts';
import type { Plan } from '../plan/plan.ts';

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
 * production's size, rounded up to minutes. `at` is the date of the measurement, like 2026-05-15. Mistakes: the text is no plan, or what was
 * measured cannot be written into it without changing something else, as where durations are aliases. Throws RangeError for seconds below 0, a
 * scale that is not above 0, or a date that is none.
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

  const { plan } = parsed;
  const byStep = Map.groupBy(measurements, ({ step }) => step);
  const lines = new LineCounter();
  const written = parseDocument(text, { lineCounter: lines }).get('steps');
  const measured = plan.steps.flatMap(({ id, duration }, index): Measured[] => {
    const runs = byStep.get(id);
    if (runs === undefined) return [];
    const seconds = runs.map((run) => (duration.grows === null ? run.seconds : run.seconds * run.scale)).sort((a, b) => a - b);
    const rehearsed = { p50: minutesText(rank(seconds, 0.5)), p90: minutesText(rank(seconds, 0.9)), runs: runs.length, at };
    const node: unknown = isSeq(written) ? written.items[index] : null;
    const held: unknown = isMap(node) ? node.get('duration', true) : null;
    const line = isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
    return [{ id, index, line, rehearsed, replacements: isMap(held) ? replacementsIn(held, rehearsed, text, lines) : [] }];
  });
  const put = textWith(measured, text, plan);
  if (put === null) {
    const wrong = measured.filter((one) => textWith([one], text, plan) === null);
    return { mistakes: (wrong.length > 0 ? wrong : measured).map(unwritable) };
  }
  return {
    text: put,
    guesses: plan.steps.filter(({ id, duration }) => duration.rehearsed === null && !byStep.has(id)).map(({ id }) => id),
    unknown: [...byStep.keys()].filter((id) => !plan.steps.some((step) => step.id === id)),
  };
}

/** A step with what was measured of it, and where that goes. */
interface Measured {
  id: string;
  /** Its place among the steps. */
  index: number;
  line: number;
  rehearsed: { p50: string; p90: string; runs: number; at: string };
  replacements: Replacement[];
}

/** The text with the measurements in it; null when it would be another plan than this one with them. */
function textWith(measured: readonly Measured[], text: string, plan: Plan): string | null {
  const put = measured
    .flatMap(({ replacements }) => replacements)
    .sort((one, other) => other.from - one.from)
    .reduce((rest, { from, to, words }) => rest.slice(0, from) + words + rest.slice(to), text);
  const byIndex = new Map(measured.map(({ index, rehearsed }) => [index, rehearsed]));
  const steps = plan.steps.map(({ duration, ...step }, index) => ({
    ...step,
    duration: { ...duration, rehearsed: byIndex.get(index) ?? duration.rehearsed },
  }));
  const parsed = parsePlan(put);
  return 'plan' in parsed && isDeepStrictEqual(parsed.plan, { ...plan, steps }) ? put : null;
}

function unwritable({ id, index, line }: Measured): PlanMistake {
  return {
    path: `steps.${index}.duration`,
    line,
    message: `What was measured cannot be put into \`${id}\` alone. Write its duration out, like \`{ estimated: 20 minutes }\`, without \`&\` and \`*\`.`,
  };
}

/** Characters of the text that others take the place of. */
interface Replacement {
  from: number;
  to: number;
  words: string;
}

/** Only what changes is written, so that the rest of the text stays as people wrote it. */
function replacementsIn(duration: YAMLMap, rehearsed: Measured['rehearsed'], text: string, lines: LineCounter): Replacement[] {
  const held = duration.get('rehearsed', true);
  if (isMap(held))
    return Object.entries(rehearsed).flatMap(([key, value]) => {
      const node = held.get(key, true);
      return isNode(node) ? replacementsOf(node, String(value), text) : [];
    });
  const flow = `{ ${Object.entries(rehearsed)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }`;
  const key = duration.items.map((pair) => pair.key).find((one) => isScalar(one) && one.value === 'rehearsed');
  if (isScalar(key) && key.range && isNode(held)) {
    // Nothing stands behind its colon, or a comment, which stays behind what is written.
    const colon = text.indexOf(':', key.range[1]) + 1;
    return held.range?.[0] === held.range?.[1] ? [{ from: colon, to: colon, words: ` ${flow}` }] : replacementsOf(held, flow, text);
  }
  const first = duration.items[0]?.key;
  if (!isNode(first) || !first.range) throw new TypeError('Expected a duration with `estimated`, as the schema asks.');
  const [from] = first.range;
  // In a block the line of the first key goes on where that key stood.
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const between = duration.flow === true ? ', ' : `${lineBreak}${' '.repeat(lines.linePos(from).col - 1)}`;
  return [{ from, to: from, words: `rehearsed: ${flow}${between}` }];
}

/** A node that ends with a line keeps the end of that line. */
function replacementsOf({ range }: Node, words: string, text: string): Replacement[] {
  if (!range) return [];
  const [from, end] = range;
  return [{ from, to: from + text.slice(from, end).trimEnd().length, words }];
}

function rank(sorted: number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function minutesText(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  // A count of a plan has 5 digits at most.
  return minutes > 99_999 ? durationText(minutes) : `${minutes} minute${minutes === 1 ? '' : 's'}`;
}
