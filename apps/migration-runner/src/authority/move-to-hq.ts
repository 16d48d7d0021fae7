import type { HeldAuthority } from '@hq-field/contracts';
import type { AdministrationMode, AuthorityPorts, MovedAccount, MoveOrder } from './authority-ports.ts';

/**
 * Moves the administration of accounts to HQ. The order stands, and every step is found again by looking before it is repeated:
 * 1. look: an account that HQ keeps already lacks its gate at most;
 * 2. lock: the gate says `locked`, and every process of Field has seen it, so that nothing new is begun;
 * 3. deliver: everything that was captured until then is in HQ;
 * 4. verify: both sides are the same;
 * 5. move the value at HQ, from the epoch that was looked at; HQ waits for the batches that are under way;
 * 6. the gate says `hq`.
 * Killed before 5, Field still owns the account and its pages are locked; killed after it, HQ owns it and its pages are locked. Either way
 * the same command ends it. What is refused before 5 is unlocked again.
 */
export async function moveToHq(ports: AuthorityPorts, order: MoveOrder): Promise<MovedAccount[]> {
  const { accounts, lastArrival } = await ports.hq.look(order.accounts);
  const states = await ports.field.states(order.accounts);
  const moved = new Map<string, MovedAccount>();
  const open: HeldAuthority[] = [];
  for (const held of accounts) {
    if (held.owner === 'hq') moved.set(held.account, await openPages(ports, held));
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
  if (state !== 'live')
    return `It is ${state ?? 'unknown to the runner'}, not live: what HQ has of it is not whole. Let \`pnpm migrate work\` finish it.`;
  if (lastArrival === null)
    return 'No push from HQ to Field has been seen to arrive, so the way back is unproven. Create a project in the console of HQ, see it in Field, and move the account then.';
  return null;
}

async function moveOpen(ports: AuthorityPorts, order: MoveOrder, open: readonly HeldAuthority[]): Promise<MovedAccount[]> {
  const before = new Map<string, AdministrationMode>();
  for (const { account } of open) {
    const value = await ports.gate.value(account);
    // A run that was killed has left it locked: what it was then nobody knows, and it was open.
    before.set(account, value === 'locked' ? 'legacy' : value);
    if (value !== 'locked') await ports.gate.set(account, 'locked');
  }
  await ports.gate.seen();
  ports.say(`locked: ${open.map(({ account }) => account).join(', ')}; waiting until what they have changed is in HQ`);
  const isDelivered = await ports.field.delivered();
  const moved: MovedAccount[] = [];
  for (const held of open) {
    const because = isDelivered ? await differsInWords(ports, held.account) : notDelivered;
    const one = because === null ? await moveOne(ports, order, held) : refused(held, because);
    if (one.outcome === 'refused') await ports.gate.set(held.account, before.get(held.account) ?? 'legacy');
    moved.push(one);
  }
  return moved;
}

const notDelivered = 'Changes of Field are still on their way to HQ. Is `pnpm migrate work` running? It is unlocked again.';

async function differsInWords(ports: AuthorityPorts, account: string): Promise<string | null> {
  ports.say(`comparing both sides of ${account}`);
  const words = await ports.differs(account);
  return words === null ? null : `Both sides differ: ${words} It is unlocked again.`;
}

async function moveOne(ports: AuthorityPorts, { actor, reason }: MoveOrder, { account, epoch }: HeldAuthority): Promise<MovedAccount> {
  const { authority, refusal } = await ports.hq.move({ account, to: 'hq', epoch, actor, reason, overwriteHqEdits: false });
  if (refusal !== null) return refused(authority, refusal.message);
  await ports.gate.set(account, 'hq');
  return { ...placeOf(authority), outcome: 'moved', because: null, edits: [], touched: 0 };
}

/** HQ keeps it: its pages are there too. */
async function openPages(ports: AuthorityPorts, held: HeldAuthority): Promise<MovedAccount> {
  if ((await ports.gate.value(held.account)) !== 'hq') await ports.gate.set(held.account, 'hq');
  return { ...placeOf(held), outcome: 'there', because: null, edits: [], touched: 0 };
}

const placeOf = ({ account, owner, epoch }: HeldAuthority) => ({ account, owner, epoch });
const refused = (held: HeldAuthority, because: string): MovedAccount => ({
  ...placeOf(held),
  outcome: 'refused',
  because,
  edits: [],
  touched: 0,
});
