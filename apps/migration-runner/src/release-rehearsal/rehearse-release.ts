import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { estimateRecords } from '@hq-field/field-adapter';
import { type Plan, timelineHtml } from '@hq-field/release-plan';
import { makeOut } from '../commands/write-out.ts';
import { UsageError } from '../config.ts';
import { commandWords } from '../plan/command-words.ts';
import { openPlan, type OpenPlan, timesOf } from '../plan/open-plan.ts';
import type { GivenUrls } from '../rehearsal/databases.ts';
import { RunnerError } from '../runner-error.ts';
import { keepRehearsedSteps, type RehearsedStep } from '../timings/rehearsed-steps.ts';
import { chromiumProgram } from '../smoke/chromium.ts';
import type { Struck } from './contingencies/contingency.ts';
import { draw } from './contingencies/draw.ts';
import { contingencies } from './contingencies/index.ts';
import { Diary, type Entry } from './diary.ts';
import type { ReleaseOptions } from './release-options.ts';
import { actualTimesOf, buildReleaseReport, type ReleaseReport } from './release-report.ts';
import { ReleaseWalk } from './release-walk.ts';
import { ReleaseWorld } from './release-world.ts';
import { scaledClock } from './scaled-clock.ts';
import { goAllTheWayBack } from './ways-back.ts';

export interface ReleaseRehearsal {
  options: ReleaseOptions;
  given: GivenUrls;
  signingKeyFile: string;
  signal: AbortSignal;
  say(words: string): void;
  onEntry(entry: Entry): void;
}

export interface ReleaseEnd {
  report: ReleaseReport;
  plan: OpenPlan['plan'];
  /** How to reach the databases, when they were kept. */
  kept: string | null;
}

/** Goes through the plan with everything real but its hours, ends all that it started, and writes what happened, whatever that was. */
export async function rehearseRelease({ options, given, signingKeyFile, signal, say, onEntry }: ReleaseRehearsal): Promise<ReleaseEnd> {
  const begun = performance.now();
  const startedAt = new Date().toISOString();
  const opened = await openPlan(options.plan);
  const ids = stepsThrough(opened, options.through);
  refuseWithoutBrowser(opened, ids);
  const struck = struckOf(options, ids);
  await makeOut(options.out);
  rmSync(join(options.out, 'logs'), { recursive: true, force: true });
  const world = await ReleaseWorld.open({ ...options, given, folder: options.out, signingKeyFile, say });
  const [first] = [...timesOf(opened).steps.map(({ start }) => start), ...timesOf(opened).messages.map(({ at }) => at)].toSorted();
  const clock = scaledClock(Date.parse(first ?? startedAt), options.scale);
  const walk = new ReleaseWalk({ world, clock, diary: new Diary(clock, onEntry), opened, struck });
  const failure = await untilEnded(world, signal, async () => {
    await walk.through(options.through);
    if (options.isBack) await goAllTheWayBack(walk);
  });
  const records = await sizeOf(world);
  await world.close();

  const { entries } = walk.diary;
  const seconds = (performance.now() - begun) / 1000;
  const report = buildReleaseReport({ startedAt, seconds, options, records, entries, struck, failure });
  if (records !== null) await keepRehearsedSteps(measuredSteps(report, walk.plan, records), join(options.out, 'steps.jsonl'));
  await writeFile(join(options.out, 'release.json'), `${JSON.stringify(report, null, 2)}\n`);
  const now = new Date(clock.now()).toISOString();
  await writeFile(join(options.out, 'release.html'), timelineHtml(walk.plan, walk.schedule, { now, actual: actualTimesOf(report) }));
  return { report, plan: walk.plan, kept: world.databases.kept };
}

/** The first failure in words; null when all went as it should. A process that ends by itself is one. */
async function untilEnded(world: ReleaseWorld, signal: AbortSignal, work: () => Promise<void>): Promise<string | null> {
  const interrupted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
  interrupted.catch(() => {});
  try {
    signal.throwIfAborted();
    await Promise.race([work(), world.children.crashed, interrupted]);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Steps that are gone through, by their times. */
function stepsThrough(opened: OpenPlan, stage: string): string[] {
  const { steps } = timesOf(opened);
  const last = stage === 'done' ? -1 : steps.findIndex(({ step }) => step.stage === stage);
  return steps.slice(0, last === -1 ? undefined : last + 1).map(({ id }) => id);
}

function refuseWithoutBrowser({ plan }: OpenPlan, ids: readonly string[]): void {
  const smoke = plan.steps.find(({ id, command }) => ids.includes(id) && command !== null && commandWords(command)?.[0] === 'smoke');
  if (smoke === undefined || chromiumProgram(null) !== null) return;
  throw new RunnerError(
    'failed',
    `${smoke.id} drives Chromium, which was not found. Install it (Debian: apt-get install chromium), or rehearse as far as it is not needed: --through validated.`,
  );
}

function struckOf({ contingencies: wanted, seed }: ReleaseOptions, ids: readonly string[]): Struck[] {
  if (typeof wanted === 'number') return draw(contingencies, seed, wanted, ids);
  const struck = draw(wanted, seed, wanted.length, ids);
  const missed = wanted.filter(({ id }) => !struck.some(({ contingency }) => contingency.id === id));
  if (missed.length === 0) return struck;
  throw new UsageError(
    `${missed.map(({ id }) => id).join(', ')} cannot strike at a step of its own in this rehearsal. Name fewer with --contingencies, or go through more stages with --through.`,
  );
}

/** Records of the rehearsed Field; null when it cannot be read, whatever has failed. */
async function sizeOf(world: ReleaseWorld): Promise<number | null> {
  return world.in('field', async (field) => (await estimateRecords(field)).records).catch(() => null);
}

/** What commands took. What people take was not measured, nor what a step takes in which nothing goes wrong when something did. */
function measuredSteps({ startedAt, steps, contingencies: struck }: ReleaseReport, plan: Plan, records: number): RehearsedStep[] {
  const isCommand = (id: string) => plan.steps.some((step) => step.id === id && step.who === 'command');
  const wentWrong = (id: string) => struck.some(({ step }) => step === id);
  return steps
    .filter(({ id, isDone }) => isDone && isCommand(id) && !wentWrong(id))
    .map(({ id, seconds }) => ({ rehearsal: startedAt, step: id, seconds, records }));
}
