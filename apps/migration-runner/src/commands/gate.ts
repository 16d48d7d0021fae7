import { readFile } from 'node:fs/promises';
import { HqError } from '@hq-field/field-adapter';
import {
  bucketOf,
  changeGate,
  decideGate,
  type GateName,
  gateHistory,
  type GateHistoryRow,
  gateList,
  gateNames,
  listGates,
  offValue,
  readGates,
  toGateChange,
} from '@hq-field/gates';
import { lookAt, openAdministration } from '../authority/open-administration.ts';
import { UsageError } from '../config.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import { accountList, optionalText, wholeNumber } from './arguments.ts';
import { answer, type Command, type CommandOptions } from './command.ts';

export const gate: Command = {
  name: 'gate',
  description:
    'list: every gate. set <gate> <value>: for accounts, a share of them, or all. why <gate>: its value and who set it. Seen everywhere within a second.',
  options: (parser) =>
    parser
      .argument('<what>', 'list, set or why')
      .argument('[gate]', gateNames.join(', '))
      .argument('[value]', 'one of its values; with accounts also inherit')
      .option('--accounts <guids>', 'accounts that get a value of their own, separated by commas')
      .option('--accounts-file <file>', 'the same, one a line')
      .option('--percentage <n>', 'share of the other accounts that get the value, 0 to 100 (100)')
      .option('--account <guid>', 'why: the value for this account')
      .option(
        '--say <text>',
        'set: words for people; Field shows those of field.maintenance, and of field.administration while it is locked',
      )
      .option('--actor <name>', 'set: who changes it')
      .option('--reason <text>', 'set: why it is changed'),
  words: {
    list: { options: [] },
    set: { options: ['accounts', 'accounts-file', 'percentage', 'say', 'actor', 'reason'], more: 2 },
    why: { options: ['account'], more: 1 },
  },
  async run(context, options) {
    const [what, name, value] = options.words;
    if (what === 'list') return list(context, options);
    return what === 'set' ? set(context, options, name, value) : why(context, options, name);
  },
};

async function list(context: Context, options: CommandOptions): Promise<ExitCode> {
  const set = new Map((await listGates(await context.runner())).map((row) => [row.gate, row]));
  const gates = gateNames.map((name) => {
    const row = set.get(name);
    return {
      gate: name,
      values: gateList[name].values,
      byAccount: gateList[name].byAccount,
      meaning: gateList[name].meaning,
      value: row?.value ?? offValue(name),
      percentage: row?.percentage ?? 100,
      cohort: row?.cohort ?? 0,
      actor: row?.actor ?? null,
      words: row?.words ?? null,
      reason: row?.reason ?? null,
      since: row?.since ?? null,
    };
  });
  answer(
    options,
    { gates },
    gates.flatMap((one) => [
      `${one.gate}  ${one.value}${one.percentage < 100 ? ` for ${one.percentage}% of the accounts` : ''}${one.cohort > 0 ? `, ${one.cohort} accounts with a value of their own` : ''}`,
      `    ${one.values.join(' | ')}: ${one.meaning}`,
      ...(one.words === null ? [] : [`    says: ${one.words}`]),
      one.since === null ? '    never set' : `    ${one.actor}, ${one.since.toISOString()}: ${one.reason}`,
    ]),
  );
  return 0;
}

async function set(context: Context, options: CommandOptions, name = '', value = ''): Promise<ExitCode> {
  const percentage = wholeNumber(options['percentage'], 'percentage', 0);
  if (percentage !== undefined && percentage > 100)
    throw new UsageError(`Expected \`--percentage\` to be 0 to 100, got \`${percentage}\`.`);
  const change = toGateChange({
    gate: name,
    value,
    accounts: await namedAccounts(options),
    percentage: percentage ?? null,
    words: optionalText(options['say']) ?? null,
    actor: optionalText(options['actor']) ?? '',
    reason: optionalText(options['reason']) ?? '',
  });
  const runner = await context.runner();
  await changeGate(runner, change);
  const row = (await listGates(runner)).find((one) => one.gate === change.gate);
  const words =
    change.kind === 'cohort'
      ? `${change.accounts.length} account${change.accounts.length === 1 ? '' : 's'}: ${change.value ?? 'as the others'}`
      : `${change.value}${change.percentage < 100 ? ` for ${change.percentage}% of the accounts` : ''}`;
  const own = change.kind === 'rest' && row !== undefined && row.cohort > 0 ? [`${row.cohort} accounts keep the value of their own.`] : [];
  // Only now: nobody waits with a lock for an HQ that answers late.
  const unknown = change.kind === 'cohort' && change.value !== null ? await unknownAccounts(context, change.accounts) : [];
  answer(options, { change, gate: row, unknown }, [
    `${change.gate} is set. ${words} (${change.actor}: ${change.reason})`,
    ...own,
    ...unknown.map(
      (account) =>
        `The runner knows no account ${account}, and HQ does not say that it has one. It was set all the same: is it the right guid?`,
    ),
  ]);
  return 0;
}

/** Accounts that the runner has not, and HQ has not or cannot say. */
async function unknownAccounts(context: Context, accounts: readonly string[]): Promise<string[]> {
  const known = await (await context.accounts()).look(accounts);
  const others = accounts.filter((account) => !known.has(account));
  if (others.length === 0) return [];
  const atHq = await lookAt(await openAdministration(context), others).catch((error: unknown) => {
    if (error instanceof HqError) return { accounts: [] };
    throw error;
  });
  const found = new Set(atHq.accounts.flatMap(({ account, isKnown }) => (isKnown ? [account] : [])));
  return others.filter((account) => !found.has(account));
}

async function namedAccounts(options: CommandOptions): Promise<string[] | null> {
  const file = optionalText(options['accountsFile']);
  const named = accountList(options['accounts']);
  if (file === undefined) return named ?? null;
  if (named !== undefined) throw new UsageError('Say --accounts or --accounts-file, not both.');
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/u);
  } catch {
    throw new UsageError(`The file ${file} cannot be read. --accounts-file wants the guid of one account a line.`);
  }
}

async function why(context: Context, options: CommandOptions, name = ''): Promise<ExitCode> {
  const known = gateNames.find((one) => one === name);
  if (known === undefined) throw new UsageError(`Expected one of ${gateNames.join(', ')}, got \`${name}\`.`);
  const account = optionalText(options['account']) ?? null;
  const runner = await context.runner();
  const decision = decideGate((await readGates(runner)).states, known, account);
  const history = await gateHistory(runner, known, account, 10);
  answer(options, { gate: known, account, ...decision, bucket: account === null ? null : bucketOf(known, account), history }, [
    `${known} is ${decision.value}${account === null ? '' : ` for ${account}`}: ${because(decision.because, known, account)}`,
    ...history.map(inWords),
    ...(history.length === 0 ? ['It was never set.'] : []),
  ]);
  return 0;
}

function because(reason: string, name: GateName, account: string | null): string {
  const place = account === null ? '' : ` (the account stands at ${bucketOf(name, account)})`;
  if (reason === 'cohort') return 'the account has a value of its own';
  if (reason === 'percentage') return `the account is in the share${place}`;
  if (reason === 'outside')
    return account === null
      ? 'it is set for a share of the accounts, and nobody in particular is outside'
      : `the account is outside of the share${place}`;
  return reason === 'everybody' ? 'it is set for all accounts' : 'nothing is set, or a value that this program does not know';
}

function inWords(row: GateHistoryRow): string {
  const whose = row.account === null ? '' : ` for ${row.account}`;
  const share = row.percentage === null || row.percentage === 100 ? '' : ` for ${row.percentage}%`;
  return `  ${row.at.toISOString()}  ${row.before ?? 'nothing'} -> ${row.value ?? 'inherit'}${share}${whose}  ${row.actor}: ${row.reason}`;
}
