import type { AuthorityPorts, MovedAccount, MoveOrder } from './authority-ports.ts';

/**
 * Moves the administration of accounts back to Field: the value at HQ, then the gate, then every record of the account is touched, so that
 * Field's state is sent again. HQ refuses with a list while it has changes that Field lacks, unless they are given up. An account that was
 * moved back before gets its gate and its touches once more: a run that was killed may have missed them, and they change nothing twice.
 */
export async function moveToField(ports: AuthorityPorts, order: MoveOrder): Promise<MovedAccount[]> {
  const { accounts } = await ports.hq.look(order.accounts);
  const moved: MovedAccount[] = [];
  for (const held of accounts) {
    const { account, owner, epoch } = held;
    if (owner === 'field' && epoch === 0) {
      moved.push({ account, owner, epoch, outcome: 'there', because: null, edits: [], touched: 0 });
      continue;
    }
    const { actor, reason, overwriteHqEdits } = order;
    const { authority, refusal } =
      owner === 'field'
        ? { authority: held, refusal: null }
        : await ports.hq.move({ account, to: 'field', epoch, actor, reason, overwriteHqEdits });
    const place = { account, owner: authority.owner, epoch: authority.epoch };
    if (refusal !== null) {
      moved.push({ ...place, outcome: 'refused', because: refusal.message, edits: refusal.edits, touched: 0 });
      continue;
    }
    if ((await ports.gate.value(account)) !== 'legacy') await ports.gate.set(account, 'legacy');
    const touched = await ports.field.touch(account);
    moved.push({ ...place, outcome: owner === 'field' ? 'there' : 'moved', because: null, edits: [], touched });
  }
  return moved;
}
