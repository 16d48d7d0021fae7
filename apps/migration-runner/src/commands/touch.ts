import { checkField, touchAccounts, touchRecords } from '@hq-field/field-adapter';
import { UsageError } from '../config.ts';
import { RunnerError } from '../runner-error.ts';
import { accountList } from './arguments.ts';
import { answer, type Command } from './command.ts';

export const touch: Command = {
  name: 'touch',
  description:
    'Puts every record of the accounts into the outbox: they are sent again. Of an account that Field has no more, the tombstone is sent.',
  options: (parser) => parser.option('--accounts <guids>', 'separated by commas'),
  async run(context, options) {
    const accounts = accountList(options['accounts']);
    if (accounts === undefined) throw new UsageError('Say which accounts: --accounts GUID,...');
    const field = await context.field();
    await checkField(field, { capture: true });
    const store = await context.accounts();
    const states = await store.look(accounts);
    const unknown = accounts.filter((account) => !states.has(account));
    if (unknown.length > 0)
      throw new RunnerError('account_unknown', `The runner knows no account ${unknown.join(', ')}: enqueue it first. Nothing was touched.`);
    const planned = accounts.filter((account) => states.get(account) === 'planned');
    if (planned.length > 0) throw new UsageError(`${planned.join(', ')} was never sent: enqueue it instead. Nothing was touched.`);
    // An account that is gone has no records in Field but its own name.
    const touched =
      (await touchAccounts(field, accounts)) +
      (await touchRecords(
        field,
        accounts.map((account) => ({ entity: 'account', externalId: account, account })),
      ));
    answer(options, { touched }, [`${touched} records are in the outbox; work sends them.`]);
    return 0;
  },
};
