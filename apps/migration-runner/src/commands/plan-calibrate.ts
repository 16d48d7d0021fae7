import { estimateRecords, type RecordEstimate } from '@hq-field/field-adapter';
import { calibrate, type Plan } from '@hq-field/release-plan';
import type { Command as Parser } from 'commander';
import { UsageError } from '../config.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import { measurementsOf } from '../plan/measured-steps.ts';
import { mistakeInWords, type OpenPlan } from '../plan/open-plan.ts';
import { type Scale, scaleInWords, withScale } from '../plan/scale.ts';
import { ReleaseStore } from '../stages/release-store.ts';
import { readRehearsedSteps, type RehearsedStep } from '../timings/rehearsed-steps.ts';
import { readWalkTimings } from '../timings/timings-store.ts';
import { optionalText } from './arguments.ts';
import type { CommandOptions } from './command.ts';
import { outOf, writeOut } from './write-out.ts';

const movesRead = 10_000;

export function calibrateOptions(parser: Parser): Parser {
  return parser
    .option('--scale <factor>', "calibrate: production's size by that of what was measured; reckoned from both unless told")
    .option('--rehearsed <file>', 'calibrate: measured steps of rehearsals; .rehearsal/steps.jsonl of this checkout unless told');
}

/** Puts what was measured into the plan's file, or that of `--out`, as long as it would be at production's size. */
export async function putMeasurementsIn(context: Context, options: CommandOptions, opened: OpenPlan): Promise<ExitCode> {
  const file = outOf(options, opened.file);
  const factor = factorOf(options['scale']);
  const rehearsed = await readRehearsedSteps(optionalText(options['rehearsed']) ?? null);
  const runner = await context.runner();
  const own = measurementsOf(opened.plan, await new ReleaseStore(runner).moves(movesRead), await readWalkTimings(runner));
  const scale: Scale =
    factor === null ? { production: isSizeNeeded(opened.plan, rehearsed) ? await productionSize(context) : null } : { factor };
  const measured = withScale(own, rehearsed, scale);
  const result = calibrate(opened.text, measured, { at: new Date().toISOString().slice(0, 10) });
  if ('mistakes' in result)
    throw new UsageError([`${opened.file} cannot take what was measured:`, ...result.mistakes.map(mistakeInWords)].join('\n'));
  const { text, guesses, unknown } = result;
  const steps = new Set(measured.map(({ step }) => step)).size - unknown.length;
  await writeOut(options, file, text, { measured: steps, guesses, unknown, scale }, (place) => [
    `${place}: ${steps} steps have measured durations, from ${measured.length} measurements. ${guesses.length} are still guesses: ${guesses.join(', ')}`,
    ...scaleInWords(own, rehearsed, scale),
    ...(unknown.length === 0 ? [] : [`Measured, and no step of this plan: ${unknown.join(', ')}`]),
  ]);
  return 0;
}

function factorOf(option: unknown): number | null {
  if (option === undefined) return null;
  const factor = /^\d+(\.\d+)?$/u.test(String(option)) ? Number(option) : Number.NaN;
  if (Number.isFinite(factor) && factor > 0) return factor;
  throw new UsageError(`Expected \`--scale\` to be a number above 0, got \`${String(option)}\`.`);
}

function isSizeNeeded({ steps }: Plan, rehearsed: readonly RehearsedStep[]): boolean {
  return steps.some(({ id, duration }) => duration.grows !== null && rehearsed.some(({ step }) => step === id));
}

/** Never of the embedded Field: it is no measure of production. */
async function productionSize(context: Context): Promise<RecordEstimate> {
  const remedy = "Set FIELD_DATABASE_URL to production's Field, or tell the factor with --scale.";
  if (context.config.fieldUrl === null) throw new UsageError(`Rehearsals are scaled to production's size. ${remedy}`);
  const size = await estimateRecords(await context.field());
  if (size.records === 0) throw new UsageError(`The Field at FIELD_DATABASE_URL is empty. ${remedy}`);
  return size;
}
