import { captureStatus } from '@hq-field/field-adapter';
import { type AccountFilter, readBoard } from '../status/read-board.ts';
import { accountList, oneOf, wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

const states = ['planned', 'backfilling', 'catching-up', 'live', 'failed'];
const defaultLimit = 100;

export const accounts: Command = {
  name: 'accounts',
  description: 'The readiness board: each account, how far it is copied, what waits, when it was verified, what is in quarantine.',
  options: (parser) =>
    parser
      .option('--state <state>', `one of ${states.join(', ')}`)
      .option('--accounts <guids>', 'these, separated by commas')
      .option('--quarantined', 'with records in quarantine')
      .option('--unverified', 'never found equal')
      .option('--stuck', 'begun, and nobody has them')
      .option('--limit <n>', `how many, ${defaultLimit} unless told`),
  async run(context, options) {
    const filter: AccountFilter = {
      state: oneOf(options, 'state', states) ?? null,
      accounts: accountList(options['accounts']) ?? null,
      quarantined: options['quarantined'] === true,
      unverified: options['unverified'] === true,
      stuck: options['stuck'] === true,
    };
    const limit = wholeNumber(options['limit'], 'limit', 1) ?? defaultLimit;
    const field = await context.field();
    const { installed } = await captureStatus(field);
    const board = await readBoard(await context.runner(), installed ? field : null, filter);
    const shown = board.slice(0, limit);
    answer(options, { total: board.length, accounts: shown }, [
      'account                               state        copied               waiting  lag       quarantine  verified',
      ...shown.map((one) =>
        [
          one.account.padEnd(37),
          one.state.padEnd(12),
          `${one.records} of ~${one.size}`.padEnd(20),
          String(one.waiting).padEnd(8),
          (one.lagSeconds === null ? '-' : `${one.lagSeconds.toFixed(1)} s`).padEnd(9),
          String(one.quarantined).padEnd(11),
          one.verifiedAt ?? 'never',
          ...(one.reason === null ? [] : [one.reason]),
        ].join(' '),
      ),
      `${shown.length} of ${board.length} accounts`,
    ]);
    return 0;
  },
};
