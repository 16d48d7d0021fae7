import type { HeldAuthority } from '@hq-field/contracts';
import pLimit from 'p-limit';
import { type AccountGate, isAsOfField, ownAtField } from './account-gate.ts';
import type { AuthorityPorts, MovedAccount, MoveOrder } from './authority-ports.ts';

/** Accounts that go back at once. */
const atOnce = 8;

/**
 * Moves the administration of accounts back to Field: the value at HQ, then the fence in Field's own database, then the gate, then every
 * record of the account is touched, so that Field's state is sent again. HQ refuses with a list while it has changes that Field lacks, unless
 * they are given up. An account that was moved back before gets its gate and its touches once more: a run that was killed may have missed
 * them, and they change nothing twice. So does one whose move to HQ was killed before the value moved: its fence is found, or its own lock.
 */
export async function moveToField(ports: AuthorityPorts, order: MoveOrder): Promise<MovedAccount[]> {
  const { accounts } = await ports.hq.look(order.accounts);
  const gates = await ports.gate.values(order.accounts);
  const back = await pLimit(atOnce).map(accounts, (held) => moveOne(ports, order, held, gates.get(held.account)));
  const moved: MovedAccount[] = [];
  // One after the other: accounts have people in common, and two that touch the same ones would wait for each other.
  for (const { isTouched, ...one } of back) moved.push(isTouched ? { ...one, touched: await ports.field.touch(one.account) } : one);
  return moved;
}

async function moveOne(
  ports: AuthorityPorts,
  { actor, reason, overwriteHqEdits }: MoveOrder,
  held: HeldAuthority,
  gate: AccountGate | undefined,
): Promise<MovedAccount & { isTouched: boolean }> {
  const { account, owner, epoch } = held;
  const { authority, refusal } =
    owner === 'field'
      ? { authority: held, refusal: null }
      : await ports.hq.move({ account, to: 'field', epoch, actor, reason, overwriteHqEdits });
  const place = { account, owner: authority.owner, epoch: authority.epoch, touched: 0 };
  if (refusal !== null) return { ...place, outcome: 'refused', because: refusal.message, edits: refusal.edits, isTouched: false };
  // A move to HQ that was killed has raised it for the epoch that would have come next.
  const wasFenced = await ports.field.lowerFence(account, owner === 'field' ? epoch + 1 : authority.epoch);
  if (gate !== undefined && !isAsOfField(gate)) await ports.gate.set([account], ownAtField(gate));
  const isTouched = owner === 'hq' || epoch > 0 || wasFenced;
  return { ...place, outcome: owner === 'field' ? 'there' : 'moved', because: null, edits: [], isTouched };
}
