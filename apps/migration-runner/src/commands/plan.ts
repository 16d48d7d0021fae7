import { diffSchedules, icsOf, localTimes, runbookOf, type Schedule, tableOf, timelineHtml, validatePlan } from '@hq-field/release-plan';
import { UsageError } from '../config.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import { actualTimes } from '../plan/measured-steps.ts';
import { findingInWords, officeOf, openPlan, type OpenPlan, planFileOf, timesOf } from '../plan/open-plan.ts';
import { announce, announceOptions } from './plan-announce.ts';
import { calibrateOptions, putMeasurementsIn } from './plan-calibrate.ts';
import { window, windowOptions } from './plan-window.ts';
import { ReleaseStore } from '../stages/release-store.ts';
import { collect, dayOrInstant, optionalText, wholeNumber } from './arguments.ts';
import { answer, type Command, type CommandOptions } from './command.ts';
import { outOf, writeOut } from './write-out.ts';

interface Given {
  context: Context;
  options: CommandOptions;
  opened: OpenPlan;
  moved: readonly string[];
}

/** Options of what is told of the plan's times. */
const ofTimes = ['file', 'move'];

const words = {
  show: { options: [...ofTimes, 'office'] },
  validate: { options: ofTimes },
  ics: { options: [...ofTimes, 'out', 'sequence', 'stamp'] },
  runbook: { options: [...ofTimes, 'out'] },
  timeline: { options: [...ofTimes, 'out'] },
  announce: { options: [...ofTimes, 'audience', 'sent', 'actor', 'at'] },
  diff: { options: ofTimes },
  calibrate: { options: ['file', 'out', 'scale', 'rehearsed'] },
  window: { options: ['file', 'offices', 'duration', 'between', 'step', 'holidays', 'busy', 'traffic', 'svg', 'limit'] },
};
type Output = keyof typeof words;

const outputs: Readonly<Record<Output, (given: Given) => Promise<ExitCode>>> = {
  show,
  validate,
  ics,
  runbook,
  timeline,
  announce: ({ context, options, opened }) => announce(context, options, opened),
  diff,
  calibrate: ({ context, options, opened }) => putMeasurementsIn(context, options, opened),
  window: ({ context, options, opened }) => window(context, options, opened.plan),
};

const movesRead = 10_000;

export const plan: Command = {
  name: 'plan',
  description: 'The release as a plan with relative times: show, validate, window, ics, runbook, timeline, announce, diff, calibrate.',
  options: (parser) =>
    windowOptions(
      calibrateOptions(announceOptions(parser))
        .argument('<what>', Object.keys(outputs).join(', '))
        .option('--file <plan>', "the plan, a YAML file; that of RUNNER_PLAN_FILE unless told, else this migration's own")
        .option(
          '--move <anchor=time>',
          'as if an anchor were elsewhere, like final-release=2027-06-11T18:00[America/Los_Angeles]; repeatable',
          collect,
          [],
        )
        .option(
          '--out <file>',
          'ics, runbook, timeline: where it goes, - or standard output unless told; calibrate: the plan that is written',
        )
        .option('--office <office>', 'show: whose clocks; the first of the plan unless told')
        .option('--sequence <n>', 'ics: raise it with every calendar that is published', '0')
        .option('--stamp <instant>', 'ics: when this calendar was made; now unless told'),
    ),
  words,
  async run(context, options) {
    const moved = options['move'] as string[];
    const opened = await openPlan(planFileOf(context.config, options['file']), moved);
    return outputs[options.words[0] as Output]({ context, options, opened, moved });
  },
};

async function show({ options, opened }: Given): Promise<ExitCode> {
  const schedule = timesOf(opened);
  const office = officeOf(opened.plan, optionalText(options['office']) ?? Object.keys(opened.plan.offices)[0] ?? '');
  answer(options, schedule, [tableOf(schedule, office).trimEnd(), '', ...summaryOf(opened, schedule)]);
  return 0;
}

function summaryOf({ plan: { offices } }: OpenPlan, { window: span, downtime, lastGo, criticalPath }: Schedule): string[] {
  const everywhere = (instant: string) =>
    Object.entries(localTimes(instant, offices))
      .map(([id, time]) => `${id} ${time}`)
      .join(', ');
  return [
    ...(span === null ? [] : [`Window      from ${everywhere(span.from)}`, `            to   ${everywhere(span.to)}`]),
    `Downtime    ${downtime.planned === null ? 'none is planned' : `planned from ${everywhere(downtime.planned.from)}`}${downtime.expected === null ? '; none is expected' : ''}`,
    ...(lastGo === null ? [] : [`Last go     ${everywhere(lastGo.at)}: ${lastGo.because}`]),
    `Critical    ${criticalPath.join(', ')}`,
  ];
}

async function validate({ options, opened }: Given): Promise<ExitCode> {
  const findings = validatePlan(opened.plan, new Date().toISOString());
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  answer(options, { passed: errors === 0, findings }, [
    ...findings.map(findingInWords),
    errors === 0
      ? `A release can be run from this plan; ${findings.length} warnings.`
      : `${errors} errors keep a release from being run from this plan.`,
  ]);
  return errors === 0 ? 0 : 1;
}

async function ics({ options, opened }: Given): Promise<ExitCode> {
  const sequence = wholeNumber(options['sequence'], 'sequence', 0) ?? 0;
  const given = optionalText(options['stamp']);
  const stamp = given === undefined ? new Date() : dayOrInstant(given);
  if (stamp === null) throw new UsageError(`Expected \`--stamp\` to be an instant like 2026-05-15T00:00:00Z, got \`${given ?? ''}\`.`);
  return written(options, icsOf(timesOf(opened), opened.plan, { sequence, stamp: stamp.toISOString() }));
}

async function runbook({ options, opened }: Given): Promise<ExitCode> {
  return written(options, runbookOf(opened.plan, timesOf(opened)));
}

async function timeline({ context, options, opened }: Given): Promise<ExitCode> {
  const moves = await new ReleaseStore(await context.runner()).moves(movesRead);
  const actual = actualTimes(opened.plan, moves);
  return written(options, timelineHtml(opened.plan, timesOf(opened), { now: new Date().toISOString(), actual }));
}

/** What `--move` changes: the plan as its file has it, and as it would be. */
async function diff({ options, opened, moved }: Given): Promise<ExitCode> {
  if (moved.length === 0) throw new UsageError('Say what moves: --move final-release=2027-06-11T18:00[America/Los_Angeles].');
  const before = await openPlan(opened.file);
  const now = new Date().toISOString();
  const change = diffSchedules(timesOf(before), timesOf(opened), {
    before: validatePlan(before.plan, now),
    after: validatePlan(opened.plan, now),
  });
  answer(options, change, [
    ...change.moved.map(
      ({ id, kind, from, to, minutes }) => `${kind} ${id}: ${from} -> ${to} (${minutes > 0 ? '+' : ''}${minutes} minutes)`,
    ),
    ...(change.trouble.length === 0 ? ['Nothing falls into trouble.'] : ['Falls into trouble:', ...change.trouble.map(findingInWords)]),
  ]);
  return change.trouble.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** A file where `--out` says, else standard output. */
async function written(options: CommandOptions, text: string): Promise<ExitCode> {
  const out = options['out'] === undefined ? null : outOf(options, '');
  if (out !== null && out !== '-') await writeOut(options, out, text, {}, (place) => [`${place} is written.`]);
  else if (options.json) answer(options, { text }, []);
  else options.print(text.endsWith('\n') ? text : `${text}\n`);
  return 0;
}
