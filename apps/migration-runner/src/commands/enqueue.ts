import { checkField } from '@hq-field/field-adapter';
import { enqueueAccounts } from '../accounts/enqueue-accounts.ts';
import { UsageError } from '../config.ts';
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
    const wanted = accounts === undefined ? (smoke === undefined ? 'all' : { ofEverySize: smoke }) : { named: accounts };
    const parts = { field, store: await context.accounts(), queue: await context.queue() };
    const { chosen, enqueued } = await enqueueAccounts(parts, wanted, { again: options['again'] === true });
    const skipped = chosen.length - enqueued.length;
    answer(options, { enqueued: enqueued.length, alreadyDone: skipped, accounts: smoke === undefined ? undefined : enqueued }, [
      `${enqueued.length} accounts are in the queue${skipped > 0 ? `; ${skipped} are done already (--again sends them once more)` : ''}. Next: pnpm migrate work`,
      ...(smoke === undefined ? [] : enqueued),
    ]);
    return 0;
  },
};
