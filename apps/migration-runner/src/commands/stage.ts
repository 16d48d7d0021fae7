import { UsageError } from '../config.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import { openPlan, planFileOf } from '../plan/open-plan.ts';
import { definitions } from '../stages/definitions.ts';
import { measureChecks, type MoveOutcome, moveRelease } from '../stages/move-release.ts';
import { openStagePorts } from '../stages/open-stage-ports.ts';
import type { StageOrder } from '../stages/ports.ts';
import { type MeasuredCheck, ReleaseStore } from '../stages/release-store.ts';
import { StageError } from '../stages/stage-error.ts';
import { type Position, type Stage, stageNames, stages, ways, type Wish } from '../stages/stages.ts';
import { accountList, optionalText, wholeNumber } from './arguments.ts';
import { answer, type Command, type CommandOptions } from './command.ts';

const defaultWaitSeconds = 120;
/** How long `check` lets changes be on their way: what it reads is kept, and an account that it left open would keep the stage from being entered. */
const checkWaitSeconds = 10;

export const stage: Command = {
  name: 'stage',
  description:
    'show: where the release stands. check: measures the entry checks of a stage, the next one unless told. enter, back: moves it, and goes on after a kill.',
  options: (parser) =>
    parser
      .argument('<what>', 'show, check, enter or back')
      .argument('[stage]', stageNames.join(', '))
      .option('--actor <name>', 'enter, back: who moves it')
      .option('--reason <text>', 'enter, back: why')
      .option('--override', 'enter: although entry checks fail; kept with the name and the reason')
      .option('--chosen <guids>', 'enter smoke-migrated: the accounts that go first, five of every size unless told')
      .option('--maintenance', "enter field-cut-over: Field's administration shows the maintenance page meanwhile")
      .option('--overwrite-hq-edits', 'back from field-cut-over: give up the changes that HQ alone has')
      .option(
        '--plan <file>',
        "enter, check: the plan whose announcements must be sent; that of RUNNER_PLAN_FILE unless told, else this migration's own",
      )
      .option('--wait <seconds>', `enter, back: how long accounts and changes may be on their way, ${defaultWaitSeconds} unless told`),
  words: {
    show: { options: [] },
    check: { options: ['plan'], more: 1 },
    enter: { options: ['actor', 'reason', 'override', 'chosen', 'maintenance', 'plan', 'wait'], more: 1 },
    // A way back reads no plan, and is not kept from anybody for having named one.
    back: { options: ['actor', 'reason', 'overwrite-hq-edits', 'plan', 'wait'] },
  },
  async run(context, options) {
    const [what, named] = options.words;
    if (what === 'show') return show(await storeOf(context), options);
    if (what === 'check') return check(context, options, named === undefined ? null : stageOf(named));
    return move(context, options, what === 'enter' ? { enter: stageOf(named) } : 'back');
  },
};

function stageOf(named: string | undefined): Stage {
  const found = stageNames.find((name) => name === named);
  if (found === undefined) throw new UsageError(`Expected one of ${stageNames.join(', ')}, got \`${named ?? ''}\`.`);
  return found;
}

const storeOf = async (context: Context) => new ReleaseStore(await context.runner());

const movesShown = 20;

async function show(store: ReleaseStore, options: CommandOptions): Promise<ExitCode> {
  const [position, moves, chosen] = [await store.position(), await store.moves(movesShown), await store.chosen()];
  answer(options, { ...position, next: ways[position.stage], chosen, moves }, [
    ...stageNames.map((name) => `${name === position.stage ? '=>' : '  '} ${name.padEnd(15)} ${stages[name]}`),
    '',
    ...standing(position),
    ...moves.map(({ from, to, direction, actor, reason, begunAt, endedAt, isOverridden }) => {
      const took = endedAt === null ? 'not ended' : `${((endedAt.getTime() - begunAt.getTime()) / 1000).toFixed(1)} s`;
      return `${begunAt.toISOString()}  ${from} ${direction === 'forward' ? '->' : '<-'} ${to}  ${took}  ${actor}: ${reason}${isOverridden ? '  checks overridden' : ''}`;
    }),
  ]);
  return 0;
}

function standing({ stage: at, moving }: Position): string[] {
  if (moving !== null) {
    const ends = moving.direction === 'back' ? 'stage back' : `stage enter ${moving.to}, or gives it up with stage back`;
    return [`The move to ${moving.to} was begun and not ended: pnpm migrate ${ends} ends it.`];
  }
  const { forward } = ways[at];
  return forward === null
    ? []
    : [`Next: pnpm migrate stage check ${forward}, then pnpm migrate stage enter ${forward} --actor … --reason …`];
}

async function check(context: Context, options: CommandOptions, named: Stage | null): Promise<ExitCode> {
  const store = await storeOf(context);
  const { stage: at } = await store.position();
  const of = named ?? ways[at].forward;
  if (of === null) throw new UsageError(`Nothing comes after ${at}. Name a stage: ${stageNames.join(', ')}.`);
  const order: StageOrder = { actor: 'check', reason: 'check', maintenance: false, overwriteHqEdits: false, chosen: null };
  const planFile = await fileOfPlan(context, options);
  const ports = await openStagePorts(context, store, { order, planFile, waitMs: checkWaitSeconds * 1000, say });
  const checks = await measureChecks({ definitions, ports }, of);
  const holds = checks.every((one) => one.holds);
  answer(options, { stage: of, holds, checks }, [
    ...checksInWords(checks),
    holds ? `${of} can be entered.` : `${of} cannot be entered as things stand.`,
  ]);
  return holds ? 0 : 1;
}

async function move(context: Context, options: CommandOptions, wish: Wish): Promise<ExitCode> {
  const [actor, reason] = [optionalText(options['actor'])?.trim() ?? '', optionalText(options['reason'])?.trim() ?? ''];
  if (actor === '' || reason === '')
    throw new UsageError('The release is moved by somebody for a reason: say who (--actor) and why (--reason).');
  const chosen = accountList(options['chosen']);
  const goesTo = wish === 'back' ? null : wish.enter;
  if (chosen !== undefined && goesTo !== 'smoke-migrated') throw new UsageError('--chosen goes with stage enter smoke-migrated.');
  if (options['maintenance'] === true && goesTo !== 'field-cut-over')
    throw new UsageError('--maintenance goes with stage enter field-cut-over.');
  const waitMs = (wholeNumber(options['wait'], 'wait', 1) ?? defaultWaitSeconds) * 1000;
  const order: StageOrder = {
    actor,
    reason,
    maintenance: options['maintenance'] === true,
    overwriteHqEdits: options['overwriteHqEdits'] === true,
    chosen: chosen ?? null,
  };
  // A way back asks nothing of the plan, and must be open when its file is broken.
  const planFile = wish === 'back' ? planFileOf(context.config, options['plan']) : await fileOfPlan(context, options);
  const store = await storeOf(context);
  const ports = await openStagePorts(context, store, { order, planFile, waitMs, say });
  try {
    const outcome = await moveRelease({ store, ports, definitions, say }, { wish, override: options['override'] === true });
    answer(options, outcome, inWords(outcome));
    return outcome.outcome === 'refused' ? 1 : 0;
  } catch (error) {
    if (!(error instanceof StageError)) throw error;
    const position = await store.position();
    answer(options, { outcome: 'stopped', ...position, because: error.message }, [error.message, ...standing(position)]);
    return 1;
  }
}

/** Throws UsageError when what is named is no plan: wrong usage, and no check that fails. */
async function fileOfPlan({ config }: Context, options: CommandOptions): Promise<string> {
  return (await openPlan(planFileOf(config, options['plan']))).file;
}

function inWords(outcome: MoveOutcome): string[] {
  if (outcome.outcome === 'there') return [`The release stands in ${outcome.stage} already.`];
  if (outcome.outcome === 'refused') return [...checksInWords(outcome.checks), `${outcome.because} The release stays in ${outcome.stage}.`];
  return [
    ...checksInWords(outcome.checks),
    `The release stands in ${outcome.stage}: ${stages[outcome.stage]} (${outcome.seconds.toFixed(1)} s)`,
    ...outcome.told,
    ...standing({ stage: outcome.stage, moving: null }),
  ];
}

function checksInWords(checks: readonly MeasuredCheck[]): string[] {
  return checks.flatMap(({ check: name, holds, words, remedy }) => [
    `${holds ? 'ok    ' : 'FAILED'} ${name}: ${words}`,
    ...(holds ? [] : [`         ${remedy}`]),
  ]);
}

const say = (words: string): void => void process.stderr.write(`${words}\n`);
