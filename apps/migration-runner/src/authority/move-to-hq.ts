import type { HeldAuthority } from '@hq-field/contracts';
import { failpoint } from '@hq-field/failpoints';
import { RunnerError } from '../runner-error.ts';
import { type AccountGate, type OwnGate, ownAtField, valueOf } from './account-gate.ts';
import type { AuthorityPorts, MovedAccount, MoveOrder } from './authority-ports.ts';
import { eachToItsEnd } from './each-to-its-end.ts';

/**
 * Moves the administration of accounts to HQ. The order stands, and every step is found again by looking before it is repeated:
 * 1. look: an account that HQ keeps already lacks its fence and its gate at most;
 * 2. lock: the gate says `locked`, and every process of Field has seen it, so that nothing new is begun;
 * 3. fence: Field's own database says that HQ keeps the account; writes in flight have ended, and none is taken any more;
 * 4. deliver: everything that was captured until then is in HQ;
 * 5. verify: both sides are the same;
 * 6. move the value at HQ, from the epoch that was looked at; HQ waits for the batches that are under way;
 * 7. the gate says `hq`.
 * The fence before what is delivered, or a write in flight commits behind it; before the value, or both sides keep the account for a moment.
 * Accounts go this way together, so many at a time: a release moves all of them, and each would wait for its gate alone.
 * Killed before 6, Field still owns the account and its pages are locked; killed after it, HQ owns it and its pages are locked. Either way
 * the same command ends it. What is refused, or fails, and is not at HQ has its former value of the gate again. A failure is thrown when all accounts that
 * go together have come to their end.
 */
export async function moveToHq(ports: AuthorityPorts, order: MoveOrder): Promise<MovedAccount[]> {
  // Before anything is locked: what is locked and cannot be moved waits for a person.
  await ports.field.checkFence();
  const { accounts, lastArrival } = await ports.hq.look(order.accounts);
  const states = await ports.field.states(order.accounts);
  const gates = await ports.gate.values(order.accounts);
  const moved = new Map<string, MovedAccount>();
  const open: HeldAuthority[] = [];
  for (const held of accounts) {
    if (held.owner === 'hq') moved.set(held.account, await openPages(ports, held, gates.get(held.account)));
    else {
      const because = refusalOf(held, states.get(held.account), lastArrival);
      if (because === null) open.push(held);
      else moved.set(held.account, refused(held, because));
    }
  }
  if (open.length > 0) for (const one of await moveOpen(ports, order, open)) moved.set(one.account, one);
  return accounts.flatMap(({ account }) => moved.get(account) ?? []);
}

/** Why an account cannot be moved as it stands. */
function refusalOf({ isKnown }: HeldAuthority, state: string | undefined, lastArrival: string | null): string | null {
  if (!isKnown) return 'HQ has no such account. Migrate it first.';
  if (state === undefined)
    return 'It is unknown to the runner: what HQ has of it may not be whole. Take it in by `pnpm migrate enqueue --all`, and let `pnpm migrate work` finish it.';
  if (state !== 'live') return `It is ${state}, not live: what HQ has of it is not whole. Let \`pnpm migrate work\` finish it.`;
  if (lastArrival === null)
    return 'No push from HQ to Field has been seen to arrive, so the way back is unproven. Create a project in the console of HQ, see it in Field, and move the account then.';
  return null;
}

/** Accounts that are locked together, and compared together. */
const together = 200;

async function moveOpen(ports: AuthorityPorts, order: MoveOrder, open: readonly HeldAuthority[]): Promise<MovedAccount[]> {
  const moved: MovedAccount[] = [];
  for (let from = 0; from < open.length; from += together) {
    moved.push(...(await moveTogether(ports, order, open.slice(from, from + together))));
    if (open.length > together) ports.say(`${moved.length} of ${open.length} accounts are done`);
  }
  return moved;
}

async function moveTogether(ports: AuthorityPorts, order: MoveOrder, open: readonly HeldAuthority[]): Promise<MovedAccount[]> {
  const names = open.map(({ account }) => account);
  const before = await ports.gate.values(names);
  await ports.gate.set(
    names.filter((account) => before.get(account)?.own !== 'locked'),
    'locked',
  );
  const ends = new Map<string, MovedAccount>();
  /** HQ was asked to take them, and may have done so. */
  const unanswered = new Set<string>();
  try {
    const because = await whyNot(ports, names, open);
    await eachToItsEnd(open, async (held) => {
      const words = because.get(held.account);
      if (words === undefined) unanswered.add(held.account);
      ends.set(held.account, words === undefined ? await moveOne(ports, order, held) : refused(held, words));
      unanswered.delete(held.account);
    });
  } finally {
    // Whatever failed, no account stays locked that it did not concern.
    await ports.gate.set(
      names.filter((account) => ends.get(account)?.outcome === 'moved'),
      'hq',
    );
    const left = open.filter(({ account }) => ends.get(account)?.owner !== 'hq');
    for (const one of await putBack(ports, left, before, unanswered)) ends.set(one.account, one);
  }
  return names.flatMap((account) => ends.get(account) ?? []);
}

/** Steps 3 to 5 of locked accounts. Resolves to why the value of an account may not move, of those that may not. */
async function whyNot(ports: AuthorityPorts, names: readonly string[], open: readonly HeldAuthority[]): Promise<Map<string, string>> {
  await ports.gate.seen();
  const fenced = new Set<string>();
  await eachToItsEnd(open, async ({ account, epoch }) => {
    if (await ports.field.raiseFence(account, epoch + 1)) fenced.add(account);
  });
  ports.say(`locked: ${names.join(', ')}; waiting until what they have changed is in HQ, then comparing both sides`);
  const isDelivered = fenced.size > 0 && (await ports.field.delivered());
  const differs = isDelivered ? await ports.differs([...fenced]) : new Map<string, string>();
  const because = new Map<string, string>();
  for (const account of names) {
    const words = differs.get(account);
    if (!fenced.has(account)) because.set(account, stillWriting);
    else if (!isDelivered) because.set(account, notDelivered);
    else if (words !== undefined) because.set(account, `Both sides differ: ${words} Its gate is put back.`);
  }
  return because;
}

/**
 * Gives accounts back to Field's pages. HQ is looked at again: those that it keeps by now stay closed in Field, and are returned as refused. An HQ
 * that cannot be asked has taken none that it was not asked for; those that it may have taken stay locked, and are named by the RunnerError.
 */
async function putBack(
  ports: AuthorityPorts,
  left: readonly HeldAuthority[],
  before: ReadonlyMap<string, AccountGate>,
  unanswered: ReadonlySet<string>,
): Promise<MovedAccount[]> {
  if (left.length === 0) return [];
  const { accounts, failure } = await ports.hq.look(left.map(({ account }) => account)).then(
    (seen) => ({ accounts: seen.accounts, failure: null }),
    (error: unknown) => ({ accounts: left.filter(({ account }) => !unanswered.has(account)), failure: error }),
  );
  const [there, here] = [accounts.filter(({ owner }) => owner === 'hq'), accounts.filter(({ owner }) => owner === 'field')];
  await eachToItsEnd(here, async ({ account, epoch }) => {
    await ports.field.lowerFence(account, epoch + 1);
    await ports.gate.set([account], formerOf(before.get(account)));
  });
  if (failure !== null && unanswered.size > 0) throw new RunnerError('failed', mayBeMoved([...unanswered]), { cause: failure });
  // HQ has taken them, and only its answer was lost.
  const taken = there.filter(({ account }) => unanswered.has(account));
  await ports.gate.set(
    taken.map(({ account }) => account),
    'hq',
  );
  return there.filter((held) => !taken.includes(held)).map((held) => refused(held, movedMeanwhile));
}

const mayBeMoved = (accounts: readonly string[]) =>
  `HQ has not answered whether it has taken these accounts, and cannot be asked now, so they stay locked: ${accounts.join(', ')}. Say the same once more when HQ can be reached.`;

/** What an account had of its own. A run that was killed has left `locked`: what was before it nobody knows, and it is taken away. */
function formerOf(gate: AccountGate | undefined): OwnGate {
  if (gate === undefined || gate.own === null) return 'inherit';
  return gate.own === 'locked' ? ownAtField(gate) : gate.own;
}

const notDelivered = 'Changes of Field are still on their way to HQ. Is `pnpm migrate work` running? Its gate is put back.';
const movedMeanwhile = 'HQ keeps it now: somebody else has moved it meanwhile. Say this once more, and its pages open there.';
const stillWriting =
  'A change of it that was begun before has not ended in Field (pg_stat_activity shows the transaction). Its gate is put back: move it later.';

async function moveOne(ports: AuthorityPorts, { actor, reason }: MoveOrder, { account, epoch }: HeldAuthority): Promise<MovedAccount> {
  const { authority, refusal } = await ports.hq.move({ account, to: 'hq', epoch, actor, reason, overwriteHqEdits: false });
  if (refusal !== null) return refused(authority, refusal.message);
  if (failpoint) await failpoint('release:after-value');
  return { ...placeOf(authority), outcome: 'moved', because: null, edits: [], touched: 0 };
}

/** HQ keeps it: Field's own database says so, and its pages are there too. */
async function openPages(ports: AuthorityPorts, held: HeldAuthority, gate: AccountGate | undefined): Promise<MovedAccount> {
  const isFenced = await ports.field.raiseFence(held.account, held.epoch);
  if (gate === undefined || valueOf(gate) !== 'hq') await ports.gate.set([held.account], 'hq');
  return isFenced ? { ...placeOf(held), outcome: 'there', because: null, edits: [], touched: 0 } : refused(held, withoutFence);
}

const withoutFence =
  'HQ keeps it and its pages are there, but a change of it has not ended in Field (pg_stat_activity shows the transaction), so Field has not noted it yet. Say this once more.';

const placeOf = ({ account, owner, epoch }: HeldAuthority) => ({ account, owner, epoch });
const refused = (held: HeldAuthority, because: string): MovedAccount => ({
  ...placeOf(held),
  outcome: 'refused',
  because,
  edits: [],
  touched: 0,
});
