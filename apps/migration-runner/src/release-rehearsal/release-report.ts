import { join } from 'node:path';
import { type ActualTimes, localTime, type Plan } from '@hq-field/release-plan';
import type { Struck } from './contingencies/contingency.ts';
import type { Entry } from './diary.ts';
import type { ReleaseOptions } from './release-options.ts';

/** A step, planned against actual; the last time that it was done counts. */
interface StepReport {
  id: string;
  planned: { from: string; to: string };
  actual: { from: string; to: string };
  /** Minutes after its planned begin; below zero: before. */
  lateMinutes: number;
  /** Minutes that it was planned to last, and did on the release's clock. */
  plannedMinutes: number;
  minutes: number;
  /** Of this machine. */
  seconds: number;
  /** False: it failed, or its time was to come again. */
  isDone: boolean;
}

interface ContingencyReport {
  id: string;
  step: string;
  pulled: string | null;
  noticed: string | null;
  mended: string | null;
  /** Seconds of this machine from the pull. */
  noticedAfter: number | null;
  mendedAfter: number | null;
}

export interface ReleaseReport {
  startedAt: string;
  seconds: number;
  options: Omit<ReleaseOptions, 'contingencies'>;
  /** Of the rehearsed Field; null when it could not be read in the end. */
  records: number | null;
  steps: StepReport[];
  messages: { id: string; planned: string; sent: string }[];
  contingencies: ContingencyReport[];
  entries: readonly Entry[];
  failure: string | null;
  passed: boolean;
}

const minuteMs = 60_000;

export function buildReleaseReport(parts: {
  startedAt: string;
  seconds: number;
  options: ReleaseOptions;
  records: number | null;
  entries: readonly Entry[];
  struck: readonly Struck[];
  failure: string | null;
}): ReleaseReport {
  const { entries, struck, failure, options, ...rest } = parts;
  const { contingencies: _drawn, ...chosen } = options;
  const contingencies = struck.map((one) => contingencyOf(one, entries));
  return {
    ...rest,
    options: chosen,
    steps: stepsOf(entries),
    messages: entries.flatMap(({ kind, id, planned, from }) =>
      kind === 'message' && planned !== null ? [{ id, planned: planned.from, sent: from }] : [],
    ),
    contingencies,
    entries,
    failure,
    passed:
      failure === null && contingencies.every(({ pulled, noticed, mended }) => [pulled, noticed, mended].every((words) => words !== null)),
  };
}

function stepsOf(entries: readonly Entry[]): StepReport[] {
  const last = new Map<string, StepReport>();
  for (const { kind, id, planned, from, to, seconds, outcome } of entries) {
    if (kind !== 'step' || planned === null) continue;
    last.delete(id);
    last.set(id, {
      id,
      planned,
      actual: { from, to },
      lateMinutes: minutesBetween(planned.from, from),
      plannedMinutes: minutesBetween(planned.from, planned.to),
      minutes: minutesBetween(from, to),
      seconds,
      isDone: outcome === 'done',
    });
  }
  return [...last.values()];
}

function contingencyOf({ contingency: { id }, step }: Struck, entries: readonly Entry[]): ContingencyReport {
  const of = (kind: Entry['kind']) => entries.find((entry) => entry.kind === kind && entry.id === id);
  const [pull, notice, mend] = [of('pull'), of('notice'), of('mend')];
  const after = (entry: Entry | undefined) => (entry === undefined || pull === undefined ? null : entry.at - pull.at);
  return {
    id,
    step,
    pulled: pull?.words ?? null,
    noticed: notice?.words ?? null,
    mended: mend?.words ?? null,
    noticedAfter: after(notice),
    mendedAfter: after(mend),
  };
}

function minutesBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / minuteMs);
}

/** For the timeline of the plan. */
export function actualTimesOf(report: ReleaseReport): Record<string, ActualTimes> {
  return Object.fromEntries(report.steps.map(({ id, actual }) => [id, { start: actual.from, end: actual.to }]));
}

/** The table of planned against actual, the contingencies, and the verdict. Times are those of the plan's first office. */
export function releaseInWords(report: ReleaseReport, plan: Plan): string[] {
  const [office] = Object.values(plan.offices);
  const at = (instant: string) => localTime(instant, office?.zone ?? 'UTC');
  const seconds = (value: number | null) => (value === null ? 'never' : `after ${value.toFixed(1)} s`).padEnd(13);
  const minutes = (value: number) => `${value} min`.padStart(9);
  return [
    '',
    `planned (${office?.title ?? 'UTC'})`.padEnd(24) +
      'actual'.padEnd(22) +
      'late'.padStart(9) +
      'planned'.padStart(9) +
      'took'.padStart(9) +
      '   step',
    ...report.steps.map(
      ({ id, planned, actual, lateMinutes, plannedMinutes, minutes: took, seconds: real }) =>
        `${at(planned.from).padEnd(24)}${at(actual.from).padEnd(22)}${minutes(lateMinutes)}${minutes(plannedMinutes)}${minutes(took)}   ${id} (${real.toFixed(1)} s here)`,
    ),
    '',
    `Messages sent        ${report.messages.length}`,
    ...report.contingencies.flatMap(({ id, step, pulled, noticed, mended, noticedAfter, mendedAfter }) => [
      `Contingency          ${id}, at ${step}`,
      `  pulled               ${pulled ?? 'never'}`,
      `  noticed ${seconds(noticedAfter)}${noticed ?? ''}`,
      `  mended  ${seconds(mendedAfter)}${mended ?? ''}`,
    ]),
    ...report.entries.filter(({ kind }) => kind === 'proof').map(({ id, words }) => `Proven after ${id}: ${words}`),
    ...report.entries.filter(({ kind }) => kind === 'refused').map(({ id, words }) => `Not proven at ${id}: ${words}`),
    ...(report.failure === null ? [] : ['', report.failure]),
    '',
    `${report.passed ? 'PASSED' : 'FAILED'} in ${report.seconds.toFixed(0)} s. The timeline is ${join(report.options.out, 'release.html')}, everything that happened release.json beside it.`,
  ];
}
