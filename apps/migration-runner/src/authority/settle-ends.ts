import type { HeldAuthority } from '@hq-field/contracts';
import { RunnerError } from '../runner-error.ts';
import { type AccountGate, type OwnGate, ownAtField } from './account-gate.ts';
import type { AuthorityPorts, MovedAccount, MoveOrder } from './authority-ports.ts';
import { eachToItsEnd } from './each-to-its-end.ts';

/**
 * How the move of a locked account to HQ has ended. `failed`: HQ was not asked to take it. `unanswered`: it was asked, and may have taken it, or may
 * do so yet.
 */
export type EndOfMove =
  | { kind: 'moved'; held: HeldAuthority }
  | { kind: 'refused'; held: HeldAuthority; because: string }
  | { kind: 'failed' | 'unanswered'; held: HeldAuthority; error: unknown };

/** What there was before accounts were locked. */
export interface BeforeMove {
  gates: ReadonlyMap<string, AccountGate>;
  fenced: ReadonlyMap<string, number>;
}

/**
 * Opens the pages of accounts where they are kept: in HQ, or in Field again. Field has one again only when HQ cannot take it any more: HQ was not
 * asked to, has refused it, or has said since that Field keeps it. All others stay locked, and the same command ends them. What failed is told, of
 * every account; then throws RunnerError with the names of those that stay locked, or else the first failure.
 */
export async function settleEnds(
  ports: AuthorityPorts,
  order: MoveOrder,
  ends: readonly EndOfMove[],
  before: BeforeMove,
): Promise<MovedAccount[]> {
  const failures = ends.flatMap((end) => ('error' in end ? [{ account: end.held.account, error: end.error }] : []));
  const unlessItFails = async (accounts: readonly string[], work: () => Promise<unknown>) => {
    await work().catch((error: unknown) => failures.push(...accounts.map((account) => ({ account, error }))));
  };
  const moved = ends.filter(({ kind }) => kind === 'moved').map(({ held }) => held.account);
  await unlessItFails(moved, () => ports.gate.set(moved, 'hq'));

  const left = ends.filter(({ kind, held }) => kind !== 'moved' && held.owner !== 'hq');
  const seen = left.length === 0 ? new Map<string, HeldAuthority>() : await lookAgain(ports, left);
  const taken = new Map<string, HeldAuthority>();
  const locked: string[] = [];
  await eachToItsEnd(left, async ({ kind, held }) => {
    const { account } = held;
    const now = seen?.get(account);
    const mayBeTaken = kind === 'unanswered' || mayBeOnItsWay(held, before.fenced.get(account));
    if (now?.owner === 'hq') {
      if (kind === 'unanswered') await unlessItFails([account], () => ports.gate.set([account], 'hq'));
      else taken.set(account, now);
    } else if (mayBeTaken && !(await isLeftToField(ports, order, now).catch((error: unknown) => void failures.push({ account, error }))))
      locked.push(account);
    else await unlessItFails([account], () => giveBack(ports, now ?? held, before.gates.get(account)));
  });

  for (const [words, accounts] of byWords(failures)) ports.say(`failed for ${accounts.join(', ')}: ${words}`);
  const first = failures[0]?.error;
  if (locked.length > 0) throw new RunnerError('failed', stayLocked(locked), { cause: first });
  if (failures.length > 0) throw first;
  return ends.map((end) => {
    const now = taken.get(end.held.account);
    if (now !== undefined) return refused(now, movedMeanwhile);
    return end.kind === 'refused' ? refused(end.held, end.because) : atHq(end.held, 'moved');
  });
}

/**
 * Whether a move of an account of Field to HQ that was killed may be on its way to HQ yet. It has left the fence of the epoch that would have come next; a
 * way back that was killed leaves one of an epoch before.
 */
export const mayBeOnItsWay = ({ epoch }: HeldAuthority, fence: number | undefined): boolean => fence !== undefined && fence > epoch;

/** Who keeps them now; null: HQ cannot be asked. */
async function lookAgain(ports: AuthorityPorts, left: readonly EndOfMove[]): Promise<ReadonlyMap<string, HeldAuthority> | null> {
  const looked = await ports.hq.look(left.map(({ held }) => held.account)).catch(() => null);
  return looked && new Map(looked.accounts.map((held) => [held.account, held]));
}

/** HQ says that Field keeps it, under an epoch that is new: a call that is still on its way to HQ, or waits there, comes too late. */
async function isLeftToField({ hq }: AuthorityPorts, { actor, reason }: MoveOrder, now: HeldAuthority | undefined): Promise<boolean> {
  if (now === undefined) return false;
  const { account, epoch } = now;
  return (await hq.move({ account, to: 'field', epoch, actor, reason, overwriteHqEdits: false })).refusal === null;
}

async function giveBack(ports: AuthorityPorts, { account, epoch }: HeldAuthority, gate: AccountGate | undefined): Promise<void> {
  await ports.field.lowerFence(account, epoch + 1);
  await ports.gate.set([account], formerOf(gate));
}

/** What an account had of its own. A run that was killed has left `locked`: what was before it nobody knows, and it is taken away. */
function formerOf(gate: AccountGate | undefined): OwnGate {
  if (gate === undefined || gate.own === null) return 'inherit';
  return gate.own === 'locked' ? ownAtField(gate) : gate.own;
}

/** What failures say, each with its accounts. */
function byWords(failures: readonly { account: string; error: unknown }[]): Map<string, string[]> {
  const of = ({ error }: { error: unknown }) => (error instanceof Error ? error.message : String(error));
  return new Map([...Map.groupBy(failures, of)].map(([words, some]) => [words, [...new Set(some.map(({ account }) => account))]]));
}

const stayLocked = (accounts: readonly string[]) =>
  `HQ has not answered whether it takes these accounts, and may take them yet, so they stay locked: ${accounts.join(', ')}. ` +
  `Say the same once more when HQ answers, or give them up by \`pnpm migrate authority move --to field --accounts ${accounts.join(',')}\`.`;
const movedMeanwhile = 'HQ keeps it now: somebody else has moved it meanwhile. Say this once more, and its pages open there.';

const placeOf = ({ account, owner, epoch }: HeldAuthority) => ({ account, owner, epoch });

/** `there`: it was at HQ before. */
export const atHq = (held: HeldAuthority, outcome: 'moved' | 'there'): MovedAccount => ({
  ...placeOf(held),
  outcome,
  because: null,
  edits: [],
  touched: 0,
});

export const refused = (held: HeldAuthority, because: string): MovedAccount => ({
  ...placeOf(held),
  outcome: 'refused',
  because,
  edits: [],
  touched: 0,
});
