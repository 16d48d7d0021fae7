import type { HeldAuthority } from '@hq-field/contracts';
import { isContractKey, listAccounts } from '@hq-field/field-adapter';
import { decideGate, readGates } from '@hq-field/gates';
import type { MovedAccount } from '../authority/authority-ports.ts';
import { moveAccounts } from '../authority/move-accounts.ts';
import { lookAt, openAdministration } from '../authority/open-administration.ts';
import { openAuthority } from '../authority/open-authority.ts';
import { UsageError } from '../config.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import { accountList, optionalText, wholeNumber } from './arguments.ts';
import { answer, type Command, type CommandOptions } from './command.ts';

const defaultWaitSeconds = 120;
/** The gate that goes with each owner. */
const gateOf = { field: ['legacy', 'locked'], hq: ['hq'] } as const;

export const authority: Command = {
  name: 'authority',
  description:
    'show: who keeps the administration of accounts. move --to hq|field: one value an account with an epoch, after everything is delivered and verified. Said again after a kill, it ends what was begun.',
  options: (parser) =>
    parser
      .argument('<what>', 'show or move')
      .option('--accounts <guids>', 'separated by commas; show without them: every account that was ever moved')
      .option('--all', 'move: every account that HQ has')
      .option('--to <owner>', 'move: hq or field')
      .option('--actor <name>', 'move: who moves it')
      .option('--reason <text>', 'move: why')
      .option('--overwrite-hq-edits', 'move --to field: give up the changes that HQ alone has')
      .option('--wait <seconds>', `move: how long changes may be on their way, ${defaultWaitSeconds} unless told`),
  words: {
    show: { options: ['accounts'] },
    move: { options: ['accounts', 'all', 'to', 'actor', 'reason', 'overwrite-hq-edits', 'wait'] },
  },
  run: (context, options) => (options.words[0] === 'show' ? show(context, options) : move(context, options)),
};

async function show(context: Context, options: CommandOptions): Promise<ExitCode> {
  const named = namedAccounts(options);
  const accounts = named ?? (await allAccounts(context));
  const { accounts: held, lastArrival } = await lookAt(await openAdministration(context), accounts);
  const { states } = await readGates(await context.runner());
  const shown = held
    .filter(({ epoch }) => named !== undefined || epoch > 0)
    .map((one) => ({ ...one, gate: decideGate(states, 'field.administration', one.account).value }));
  answer(options, { accounts: shown, lastArrival }, [
    ...shown.map(inWords),
    ...(shown.length === 0 ? ['No account was ever moved: Field keeps them all.'] : []),
    lastArrival === null
      ? 'No push from HQ to Field has been seen to arrive: no account can be moved to HQ yet.'
      : `A push from HQ to Field was last seen to arrive at ${lastArrival}.`,
  ]);
  return 0;
}

/** Throws UsageError for what can be no guid at HQ, which would be asked of nobody. */
function namedAccounts(options: CommandOptions): string[] | undefined {
  const named = accountList(options['accounts']);
  const odd = named?.filter((account) => !isContractKey('account', account)) ?? [];
  if (odd.length > 0) throw new UsageError(`HQ has no account with such a guid: ${odd.map((one) => `\`${one}\``).join(', ')}.`);
  return named;
}

async function allAccounts(context: Context): Promise<string[]> {
  const pages = await Array.fromAsync(listAccounts(await context.field()));
  return pages.flat().map(({ externalId }) => externalId);
}

async function accountsAtHq(context: Context): Promise<string[]> {
  const { accounts } = await lookAt(await openAdministration(context), await allAccounts(context));
  return accounts.filter(({ isKnown }) => isKnown).map(({ account }) => account);
}

function inWords({
  account,
  isKnown,
  owner,
  epoch,
  actor,
  reason,
  movedAt,
  editsFieldLacks,
  gate,
}: HeldAuthority & { gate: string }): string {
  if (!isKnown) return `${account}  HQ has no such account`;
  const moved = epoch === 0 ? 'never moved' : `${actor}, ${movedAt}: ${reason}`;
  const edits = editsFieldLacks === 0 ? '' : `; ${editsFieldLacks} changes that Field does not have`;
  const apart = (gateOf[owner] as readonly string[]).includes(gate)
    ? ''
    : `; the gate says ${gate}: say \`authority move --to ${owner}\` once more`;
  return `${account}  ${owner}  epoch ${epoch}  ${moved}${edits}${apart}`;
}

async function move(context: Context, options: CommandOptions): Promise<ExitCode> {
  const named = namedAccounts(options);
  const to = optionalText(options['to']);
  const [actor, reason] = [optionalText(options['actor'])?.trim() ?? '', optionalText(options['reason'])?.trim() ?? ''];
  if ((named === undefined) === (options['all'] !== true)) throw new UsageError('Say which accounts: --accounts GUID,... or --all.');
  if (to !== 'hq' && to !== 'field') throw new UsageError(`Expected \`--to\` to be hq or field, got \`${to ?? ''}\`.`);
  if (actor === '' || reason === '') throw new UsageError('It is moved by somebody for a reason: say who (--actor) and why (--reason).');
  const overwriteHqEdits = options['overwriteHqEdits'] === true;
  if (overwriteHqEdits && to === 'hq') throw new UsageError('--overwrite-hq-edits goes with --to field.');
  const waitMs = (wholeNumber(options['wait'], 'wait', 1) ?? defaultWaitSeconds) * 1000;
  const accounts = named ?? (await accountsAtHq(context));
  const ports = await openAuthority(context, { actor, reason, waitMs });
  const order = { accounts, to, actor, reason, overwriteHqEdits } as const;
  const moved = await moveAccounts(await context.runner(), ports, order);
  answer(options, { accounts: moved }, moved.flatMap(outcomeInWords));
  return moved.some(({ outcome }) => outcome === 'refused') ? 1 : 0;
}

const editsShown = 20;

function outcomeInWords({ account, outcome, owner, epoch, because, edits, touched }: MovedAccount): string[] {
  if (outcome === 'refused')
    return [
      `${account}  refused; it stays with ${owner} at epoch ${epoch}. ${because}`,
      ...edits
        .slice(0, editsShown)
        .map((edit) => `    ${edit.at}  ${edit.what} ${edit.entity} ${edit.externalId} by ${edit.actor ?? 'somebody of HQ'}`),
      ...(edits.length > editsShown ? [`    and ${edits.length - editsShown} more (--json has them all)`] : []),
      ...(edits.length > 0 ? ['    --overwrite-hq-edits gives them up.'] : []),
    ];
  const again = touched === 0 ? '' : `; ${touched} records are sent again`;
  return [`${account}  ${outcome === 'moved' ? 'moved to' : 'stands with'} ${owner} at epoch ${epoch}${again}`];
}
