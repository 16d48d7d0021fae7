import type { HeldAuthority } from '@hq-field/contracts';
import { failpoint } from '@hq-field/failpoints';
import { RunnerError } from '../runner-error.ts';
import { type AccountGate, valueOf } from './account-gate.ts';
import type { AuthorityPorts, MovedAccount, MoveOrder } from './authority-ports.ts';
import { eachToItsEnd } from './each-to-its-end.ts';
import { atHq, type EndOfMove, refused, settleEnds } from './settle-ends.ts';

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
 * the same command ends it. What is refused, or fails, has its former value of the gate again, unless HQ has taken it or may do so yet (`settleEnds`).
 * A failure is thrown when all accounts that go together have come to their end.
 */
export async function moveToHq(ports: AuthorityPorts, order: MoveOrder): Promise<MovedAccount[]> {
  // Before anything is locked: what is locked and cannot be moved waits for a person.
  await ports.field.checkFence();
  const { accounts, lastArrival } = await ports.hq.look(order.accounts);
  const states = await ports.field.states(order.accounts);
  const gates = await ports.gate.values(order.accounts);
  const moved = new Map<string, MovedAccount>();
  const [there, open]: [HeldAuthority[], HeldAuthority[]] = [[], []];
  for (const held of accounts) {
    const because = held.owner === 'hq' ? null : refusalOf(held, states.get(held.account), lastArrival);
    if (because !== null) moved.set(held.account, refused(held, because));
    else (held.owner === 'hq' ? there : open).push(held);
  }
  const works = [() => eachToItsEnd(there, (held) => openPages(ports, held, gates.get(held.account))), () => moveOpen(ports, order, open)];
  for (const one of (await eachToItsEnd(works, (work) => work())).flat()) moved.set(one.account, one);
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
  const before = { gates: await ports.gate.values(names), fenced: await ports.field.fenced() };
  await ports.gate.set(
    names.filter((account) => before.gates.get(account)?.own !== 'locked'),
    'locked',
  );
  return settleEnds(ports, order, await endsOf(ports, order, open), before);
}

/** Steps 3 to 6 of locked accounts. Throws nothing: a failure is the end of those that it concerns. */
async function endsOf(ports: AuthorityPorts, order: MoveOrder, open: readonly HeldAuthority[]): Promise<EndOfMove[]> {
  try {
    const notMoved = await whyNot(ports, open);
    return await eachToItsEnd(open, async (held) => notMoved.get(held.account) ?? (await moveOne(ports, order, held)));
  } catch (error) {
    return open.map((held) => ({ kind: 'failed', held, error }));
  }
}

/** Steps 3 to 5 of locked accounts. Resolves to the ends of those whose value may not move. */
async function whyNot(ports: AuthorityPorts, open: readonly HeldAuthority[]): Promise<Map<string, EndOfMove>> {
  await ports.gate.seen();
  const notMoved = new Map<string, EndOfMove>();
  const refuse = (held: HeldAuthority, because: string) => notMoved.set(held.account, { kind: 'refused', held, because });
  await eachToItsEnd(open, async (held) => {
    try {
      if (!(await ports.field.raiseFence(held.account, held.epoch + 1))) refuse(held, stillWriting);
    } catch (error) {
      notMoved.set(held.account, { kind: 'failed', held, error });
    }
  });
  const fenced = open.filter(({ account }) => !notMoved.has(account));
  const names = fenced.map(({ account }) => account);
  if (fenced.length === 0) return notMoved;
  ports.say(`locked: ${names.join(', ')}; waiting until what they have changed is in HQ, then comparing both sides`);
  const isDelivered = await ports.field.delivered();
  const differs = isDelivered ? await ports.differs(names) : new Map<string, string>();
  for (const held of fenced) {
    const words = differs.get(held.account);
    if (!isDelivered) refuse(held, notDelivered);
    else if (words !== undefined) refuse(held, `Both sides differ: ${words} Its gate is put back.`);
  }
  return notMoved;
}

const notDelivered = 'Changes of Field are still on their way to HQ. Is `pnpm migrate work` running? Its gate is put back.';
const stillWriting =
  'A change of it that was begun before has not ended in Field (pg_stat_activity shows the transaction). Its gate is put back: move it later.';

/** Step 6. */
async function moveOne(ports: AuthorityPorts, { actor, reason }: MoveOrder, held: HeldAuthority): Promise<EndOfMove> {
  const { account, epoch } = held;
  try {
    const { authority, refusal } = await ports.hq.move({ account, to: 'hq', epoch, actor, reason, overwriteHqEdits: false });
    if (refusal !== null) return { kind: 'refused', held: authority, because: refusal.message };
    if (failpoint) await failpoint('release:after-value');
    return { kind: 'moved', held: authority };
  } catch (error) {
    // Whoever is not alone any more has not asked HQ.
    return { kind: error instanceof RunnerError ? 'failed' : 'unanswered', held, error };
  }
}

/** HQ keeps it: Field's own database says so, and its pages are there too. */
async function openPages(ports: AuthorityPorts, held: HeldAuthority, gate: AccountGate | undefined): Promise<MovedAccount> {
  const isFenced = await ports.field.raiseFence(held.account, held.epoch);
  if (gate === undefined || valueOf(gate) !== 'hq') await ports.gate.set([held.account], 'hq');
  return isFenced ? atHq(held, 'there') : refused(held, withoutFence);
}

const withoutFence =
  'HQ keeps it and its pages are there, but a change of it has not ended in Field (pg_stat_activity shows the transaction), so Field has not noted it yet. Say this once more.';
