import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Finding, type Office, type Plan, parsePlan, type PlanMistake, type Schedule, scheduleOf } from '@hq-field/release-plan';
import { type Config, UsageError } from '../config.ts';

export interface OpenPlan {
  file: string;
  text: string;
  plan: Plan;
}

/** The plan that the project brings: the whole of this migration. */
export const defaultPlan = fileURLToPath(import.meta.resolve('@hq-field/release-plan/plans/hq-field.yaml'));

/** The file of the plan: the one that is named, else that of the settings, else the project's own. */
export function planFileOf({ planFile }: Pick<Config, 'planFile'>, named: unknown): string {
  return named === undefined ? (planFile ?? defaultPlan) : String(named);
}

/** Reads a plan; `moved` puts anchors elsewhere, like `final-release=2027-06-11T18:00[America/Los_Angeles]`. Throws UsageError with every mistake. */
export async function openPlan(file: string, moved: readonly string[] = []): Promise<OpenPlan> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read (${error instanceof Error ? error.message : String(error)}). Name the file of a plan.`);
  });
  const parsed = parsePlan(text);
  if ('mistakes' in parsed) throw new UsageError([`${file} is no plan:`, ...parsed.mistakes.map(mistakeInWords)].join('\n'));
  return { file, text, plan: moved.reduce(withAnchor, parsed.plan) };
}

function withAnchor(plan: Plan, words: string): Plan {
  const at = words.indexOf('=');
  const [name, time] = [words.slice(0, at), words.slice(at + 1)];
  const anchor = Object.hasOwn(plan.anchors, name) ? plan.anchors[name] : undefined;
  if (at < 1 || anchor === undefined)
    throw new UsageError(
      `Expected \`--move\` to be like final-release=2027-06-11T18:00[America/Los_Angeles], with one of ${Object.keys(plan.anchors).join(', ')}; got \`${words}\`.`,
    );
  return { ...plan, anchors: { ...plan.anchors, [name]: { title: anchor.title, at: time } } };
}

/** An office of the plan. Throws UsageError with those that it has. */
export function officeOf({ offices }: Pick<Plan, 'offices'>, name: string): Office {
  const office = Object.hasOwn(offices, name) ? offices[name] : undefined;
  if (office === undefined) throw new UsageError(`The plan has no office \`${name}\`. Known: ${Object.keys(offices).join(', ')}.`);
  return office;
}

/** The times of a plan. Throws UsageError when it has none. */
export function timesOf({ file, plan }: OpenPlan): Schedule {
  const scheduled = scheduleOf(plan);
  if ('schedule' in scheduled) return scheduled.schedule;
  throw new UsageError([`${file} has no times:`, ...scheduled.findings.map(findingInWords)].join('\n'));
}

export function mistakeInWords({ path, line, message }: PlanMistake): string {
  return `  line ${line}, ${path || 'the file'}: ${message}`;
}

export function findingInWords({ severity, rule, step, message, remedy }: Finding): string {
  return `  ${severity === 'error' ? 'ERROR  ' : 'warning'} ${rule}${step === null ? '' : ` ${step}`}: ${message} ${remedy}`;
}
