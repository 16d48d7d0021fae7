import type { FieldDatabase } from '@hq-field/field-adapter';
import type { ExitCode } from '../exit-code.ts';
import { RunnerError } from '../runner-error.ts';
import { showFinding } from '../verification/finding.ts';
import { CancelledError } from '../verification/pace.ts';
import { planReconcile, type ReconcilePlan, taskReasons } from '../verification/reconcile/plan-reconcile.ts';
import { carryOut, untilSent } from '../verification/reconcile/reconcile.ts';
import { openUnitWork } from '../verification/rounds/open-unit-work.ts';
import type { Asked } from '../verification/rounds/run-store.ts';
import { summarise } from '../verification/rounds/summarise.ts';
import { unitsOfAll } from '../verification/rounds/verify-once.ts';
import { type UnitWork, workUnits } from '../verification/rounds/work-units.ts';
import { summaryInFigures, summaryInWords, summaryPassed } from '../verification/summary.ts';
import { accountList, wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

const defaultSettleSeconds = 60;
const shown = 20;

export const reconcile: Command = {
  name: 'reconcile',
  description: 'Mends what verify found: sends records again, or their tombstones, and verifies once more. The rest is for a person.',
  options: (parser) =>
    parser
      .option('--dry-run', 'show what would be done, and do nothing')
      .option('--accounts <guids>', 'findings of these alone, separated by commas')
      .option('--settle <seconds>', `how long sending may take, and records in flight are read again, ${defaultSettleSeconds} unless told`),
  async run(context, options) {
    const accounts = accountList(options['accounts']) ?? null;
    const settleMs = (wholeNumber(options['settle'], 'settle', 0) ?? defaultSettleSeconds) * 1000;
    const stop = new AbortController();
    const onSignal = () => stop.abort();
    process.once('SIGTERM', onSignal).once('SIGINT', onSignal);
    const onProgress = (words: string) => process.stderr.write(`${words}\n`);
    try {
      const work = await openUnitWork(context, { settleMs, signal: stop.signal, onProgress });
      const open = await work.findings.open(accounts);
      const concerned = new Set([...(accounts ?? []), ...open.flatMap((one) => one.account ?? [])]);
      const states = await (await context.accounts()).look([...concerned]);
      const unknown = (accounts ?? []).filter((account) => !states.has(account) && !open.some((one) => one.account === account));
      if (unknown.length > 0)
        throw new RunnerError('account_unknown', `The runner knows no account ${unknown.join(', ')}. Nothing was done.`);
      const plan = planReconcile(open, (account) => states.has(account));
      const figures = inFigures(plan);
      if (options['dryRun'] === true) {
        answer(options, { dryRun: true, ...figures }, [...inWords(plan), 'Nothing was done (--dry-run).']);
        return open.length === 0 ? 0 : 1;
      }
      if (!options.json) for (const line of inWords(plan)) onProgress(line);
      if (plan.touches.length + plan.tombstones.length === 0) {
        answer(options, figures, [open.length === 0 ? 'There is nothing to mend.' : 'Nothing can be mended by sending it again.']);
        return open.length === 0 ? 0 : 1;
      }
      const forPeople = new Set(plan.tasks.map(({ finding }) => finding));
      const by = open.some((one) => one.by === 'deep' && !forPeople.has(one)) ? 'deep' : 'digests';
      const verified = await mend(plan, by, await context.field(), work);
      const show = { limit: shown, values: false };
      answer(options, { ...figures, after: summaryInFigures(verified, show) }, summaryInWords(verified, show));
      return (await work.findings.open(accounts)).length === 0 && verified.pendingInAll === 0 ? 0 : (1 satisfies ExitCode);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      answer(options, { cancelled: true }, [error.message]);
      return 1;
    } finally {
      process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
    }
  },
};

/** Sends, waits, and verifies the accounts concerned by whoever sees what was found; everything when people or accounts of nobody are concerned. */
async function mend(plan: ReconcilePlan, by: 'deep' | 'digests', field: FieldDatabase, work: UnitWork) {
  const actions = [...plan.touches, ...plan.tombstones];
  const before = actions.length - (await carryOut(plan, field, work.findings));
  const since = before > 0 ? `, ${before} of them since before` : '';
  work.onProgress(`${actions.length} records are in the outbox${since}; waiting until they are sent`);
  const isSent = await untilSent(field, { ports: work.ports, waitMs: work.settleMs, signal: work.signal });
  if (!isSent)
    throw new RunnerError(
      'failed',
      'The records are in the outbox, and nobody sends them. Start `pnpm migrate work`, then verify: nothing is lost.',
    );
  const isLocal = actions.every(({ account }) => account !== null);
  const accounts = isLocal ? [...new Set(actions.flatMap(({ account }) => account ?? []))] : null;
  const asked: Asked = { by, accounts, isRound: false };
  await work.runs.forget(asked);
  const units = (accounts ?? (await unitsOfAll(by, work))).map((account) => ({ account, reason: 'reconciled' }));
  const { id } = await work.runs.joinOrBegin(asked, async () => units);
  await workUnits(id, asked, work);
  const summary = await summarise(id, asked, work);
  await work.runs.end(id, summaryPassed(summary));
  return summary;
}

function inFigures(plan: ReconcilePlan) {
  const tasks = plan.tasks.map(({ finding, reason }) => ({ reason, ...showFinding(finding, { values: false }) }));
  return { touches: plan.touches.length, tombstones: plan.tombstones.length, tasks: tasks.length, taskList: tasks.slice(0, shown) };
}

function inWords(plan: ReconcilePlan): string[] {
  const byEntity = (actions: readonly { entity: string }[]) =>
    [...Map.groupBy(actions, (one) => one.entity)].map(([entity, list]) => `${list.length} ${entity}`).join(', ') || 'none';
  const reasons = Map.groupBy(plan.tasks, ({ reason }) => reason);
  return [
    `To be sent again:        ${byEntity(plan.touches)}`,
    `To be removed from HQ:   ${byEntity(plan.tombstones)}`,
    `For a person:            ${plan.tasks.length === 0 ? 'none' : plan.tasks.length}`,
    ...[...reasons].flatMap(([reason, tasks]) => [
      `  ${tasks.length} ${reason}: ${taskReasons[reason]}`,
      ...tasks
        .slice(0, 3)
        .map(
          ({ finding }) =>
            `    ${finding.entity} ${finding.externalId ?? finding.key} (${finding.fields.map((field) => field.name).join(', ')})`,
        ),
    ]),
  ];
}
