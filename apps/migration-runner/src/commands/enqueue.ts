import { checkField, type FieldAccount, listAccounts } from '@hq-field/field-adapter';
import { UsageError } from '../config.ts';
import { RunnerError } from '../runner-error.ts';
import { accountList, wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

export const enqueue: Command = {
  name: 'enqueue',
  description: 'Puts accounts into the queue: all, some, or a few of every size to begin with.',
  options: (parser) =>
    parser
      .option('--all', 'every account, and those that Field creates later')
      .option('--accounts <guids>', 'these, separated by commas')
      .option('--smoke <n>', 'n living accounts, from small to large')
      .option('--again', 'also those that are live: everything of them is sent once more'),
  isPhase: true,
  async run(context, options) {
    const accounts = accountList(options['accounts']);
    const smoke = wholeNumber(options['smoke'], 'smoke', 1);
    if ([options['all'] === true, accounts !== undefined, smoke !== undefined].filter(Boolean).length !== 1) {
      throw new UsageError('Say which accounts: --all, --accounts GUID,..., or --smoke N.');
    }
    const field = await context.field();
    await checkField(field, { capture: true });
    const known: FieldAccount[] = [];
    for await (const page of listAccounts(field)) known.push(...page);
    const chosen = accounts === undefined ? (smoke === undefined ? known : spread(known, smoke)) : named(known, accounts);
    const store = await context.accounts();
    await store.register(known);
    if (options['all'] === true) await store.takeNewAccounts();
    const enqueued = await store.markEnqueued(
      chosen.map((account) => account.externalId),
      { again: options['again'] === true },
    );
    const order = new Map(chosen.map((account) => [account.externalId, account.rows]));
    await (await context.queue()).enqueue(enqueued.toSorted((a, b) => (order.get(b) ?? 0) - (order.get(a) ?? 0)));
    const skipped = chosen.length - enqueued.length;
    answer(options, { enqueued: enqueued.length, alreadyDone: skipped, accounts: smoke === undefined ? undefined : enqueued }, [
      `${enqueued.length} accounts are in the queue${skipped > 0 ? `; ${skipped} are done already (--again sends them once more)` : ''}. Next: pnpm migrate work`,
      ...(smoke === undefined ? [] : enqueued),
    ]);
    return 0;
  },
};

/** Unknown accounts are named, and nothing is enqueued. */
function named(known: readonly FieldAccount[], accounts: readonly string[]): FieldAccount[] {
  const byId = new Map(known.map((account) => [account.externalId, account]));
  const unknown = accounts.filter((account) => !byId.has(account));
  if (unknown.length > 0)
    throw new RunnerError('account_unknown', `Field has no account ${unknown.join(', ')}. Nothing was put into the queue.`);
  return accounts.map((account) => byId.get(account) as FieldAccount);
}

/** Living accounts of every size: the quantiles of their sizes, the largest tenth left out because five should be done soon. */
function spread(known: readonly FieldAccount[], wanted: number): FieldAccount[] {
  const living = known
    .filter((account) => !account.deleted && account.externalId !== 'unassigned')
    .sort((a, b) => a.rows - b.rows || (a.externalId < b.externalId ? -1 : 1));
  const last = Math.max(0, Math.floor(living.length * 0.9) - 1);
  const picked = new Set<FieldAccount>();
  for (let index = 0; index < Math.min(wanted, living.length); index += 1)
    picked.add(living[Math.round((last * index) / Math.max(1, wanted - 1))] as FieldAccount);
  for (const account of living) if (picked.size < Math.min(wanted, living.length)) picked.add(account);
  return [...picked];
}
