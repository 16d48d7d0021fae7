import type { HeldAuthority } from '@hq-field/contracts';
import { failpoint } from '@hq-field/failpoints';
import pLimit, { type LimitFunction } from 'p-limit';
import { type AccountGate, isAsOfField, ownAtField } from './account-gate.ts';
import type { AuthorityPorts, MovedAccount, MoveOrder } from './authority-ports.ts';
import { eachToItsEnd } from './each-to-its-end.ts';
import { mayBeOnItsWay } from './settle-ends.ts';

/**
 * Moves the administration of accounts back to Field. The order stands, and every step is found again by looking before it is repeated:
 * 1. the value at HQ, which refuses with a list while it has changes that Field lacks, unless they are given up;
 * 2. every record of the account is touched, so that Field's state is sent again;
 * 3. the fence in Field's own database goes;
 * 4. the gate.
 * The fence is the note that the touches are owed: killed between any two steps, the same command finds the fence, or the gate, and ends it.
 * An account without one gets it first. So a move to HQ that was killed before its value moved is given up: its fence is found, or its own lock.
 * HQ may have been asked to take it, and do so yet: it is told that Field keeps the account, under a new epoch, so that this comes too late.
 * What fails for one account is thrown when all others have come to their end.
 */
export async function moveToField(ports: AuthorityPorts, order: MoveOrder): Promise<MovedAccount[]> {
  const { accounts } = await ports.hq.look(order.accounts);
  const gates = await ports.gate.values(order.accounts);
  const fenced = await ports.field.fenced();
  // One after the other: accounts have people in common, and two that touch the same ones would wait for each other.
  const inTurn = pLimit(1);
  return eachToItsEnd(accounts, (held) =>
    moveOne(ports, order, inTurn, { ...held, gate: gates.get(held.account), fence: fenced.get(held.account) }),
  );
}

async function moveOne(
  ports: AuthorityPorts,
  { actor, reason, overwriteHqEdits }: MoveOrder,
  inTurn: LimitFunction,
  { gate, fence, ...held }: HeldAuthority & { gate: AccountGate | undefined; fence: number | undefined },
): Promise<MovedAccount> {
  const { account, owner, epoch } = held;
  let authority = held;
  const isFenced = fence !== undefined;
  const isAtField = owner === 'field' && !isFenced && (gate === undefined || isAsOfField(gate));
  // It may be gone from HQ, and still have its fence or its gate.
  if (!held.isKnown && isAtField) return { account, owner, epoch, touched: 0, outcome: 'refused', because: unknownToHq, edits: [] };
  if (owner === 'hq' || (held.isKnown && mayBeOnItsWay(held, fence))) {
    if (!isFenced && !(await ports.field.raiseFence(account, epoch)))
      return { account, owner, epoch, touched: 0, outcome: 'refused', because: withoutFence, edits: [] };
    const answer = await ports.hq.move({ account, to: 'field', epoch, actor, reason, overwriteHqEdits });
    authority = answer.authority;
    if (answer.refusal !== null) {
      const { message, edits } = answer.refusal;
      return { account, owner: authority.owner, epoch: authority.epoch, touched: 0, outcome: 'refused', because: message, edits };
    }
    if (failpoint) await failpoint('release:after-value');
  }
  const touched = owner === 'hq' || isFenced ? await inTurn(() => ports.field.touch(account)) : 0;
  // A move to HQ that was killed has raised it for the epoch that would have come next.
  await ports.field.lowerFence(account, owner === 'field' ? epoch + 1 : authority.epoch);
  if (gate !== undefined && !isAsOfField(gate)) await ports.gate.set([account], ownAtField(gate));
  const outcome = owner === 'field' ? 'there' : 'moved';
  return { account, owner: authority.owner, epoch: authority.epoch, touched, outcome, because: null, edits: [] };
}

const unknownToHq = 'HQ has no such account, and nothing of it was ever moved. Is it the right guid?';
const withoutFence =
  'HQ keeps it, and a change of it has not ended in Field (pg_stat_activity shows the transaction), so Field has not noted yet that HQ keeps it. Say this once more.';
