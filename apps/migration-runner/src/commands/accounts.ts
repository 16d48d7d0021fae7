import { captureStatus } from '@hq-field/field-adapter';
import type { ExitCode } from '../exit-code.ts';
import { type AccountFilter, type BoardLine, readBoard } from '../status/read-board.ts';
import { accountList, oneOf, wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

const states = ['planned', 'backfilling', 'catching-up', 'live', 'failed'];
const owners = ['field', 'hq'] as const;
const defaultLimit = 100;

export const accounts: Command = {
  name: 'accounts',
  description:
    'The readiness board: each account, how far it is copied, what waits, what is in quarantine, who keeps it, when it was verified.',
  options: (parser) =>
    parser
      .option('--state <state>', `one of ${states.join(', ')}`)
      .option('--accounts <guids>', 'these, separated by commas')
      .option('--quarantined', 'with records in quarantine')
      .option('--unverified', 'never found equal')
      .option('--stuck', 'begun, and nobody has them')
      .option('--authority <owner>', 'whose administration this one keeps: field or hq')
      .option('--locked', 'whose administration the gate has locked')
      .option('--limit <n>', `how many, ${defaultLimit} unless told`),
  async run(context, options) {
    const accounts = accountList(options['accounts']) ?? null;
    const filter: AccountFilter = {
      state: oneOf(options, 'state', states) ?? null,
      accounts,
      quarantined: options['quarantined'] === true,
      unverified: options['unverified'] === true,
      stuck: options['stuck'] === true,
      authority: oneOf(options, 'authority', owners) ?? null,
      locked: options['locked'] === true,
    };
    const limit = wholeNumber(options['limit'], 'limit', 1) ?? defaultLimit;
    const [field, runner, store] = [await context.field(), await context.runner(), await context.accounts()];
    const { installed } = await captureStatus(field);
    const board = await readBoard({ runner, field, queue: await context.queue(), isCaptured: installed }, filter);
    const known = await store.look(accounts ?? []);
    const unknown = (accounts ?? []).filter((account) => !known.has(account));
    const shown = board.slice(0, limit);
    answer(options, { total: board.length, accounts: shown, unknown }, [
      inRow(['account', 'state', 'copied', 'waiting', 'lag', 'quarantine', 'kept by', 'gate', 'verified']),
      ...shown.map(inWords),
      ...unknown.map((account) => `The runner knows no account ${account}: pnpm migrate enqueue takes those of Field.`),
      `${shown.length} of ${board.length} accounts`,
    ]);
    return unknown.length === 0 ? 0 : (1 satisfies ExitCode);
  },
};

const widths = [37, 12, 20, 8, 9, 11, 7, 7];

function inRow(cells: readonly string[]): string {
  return cells.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join(' ');
}

function inWords(one: BoardLine): string {
  return inRow([
    one.account,
    one.state,
    `${one.records} of ~${one.size}`,
    String(one.waiting),
    one.lagSeconds === null ? '-' : `${one.lagSeconds.toFixed(1)} s`,
    String(one.quarantined),
    one.authority,
    one.gate,
    one.verifiedAt ?? 'never',
    ...(one.reason === null ? [] : [one.reason]),
  ]);
}
