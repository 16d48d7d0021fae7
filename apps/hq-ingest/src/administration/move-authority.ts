import { randomUUID } from 'node:crypto';
import type { HeldAuthority, MoveAuthorityInput, MoveAuthorityOutput } from '@hq-field/contracts';
import type { Queryable, Sql } from '../hq-db/connections.ts';
import { waitForBatches } from '../apply/authority/batch-gate.ts';
import { readAuthority } from './authority.ts';
import { findAccount } from './find-account.ts';
import { giveUpOwnEdits } from './give-up-own-edits.ts';
import { keepChange } from './kept-changes.ts';
import { editsFieldLacks, lastSeen, readAuthorities } from './read-authorities.ts';

type Refusal = NonNullable<MoveAuthorityOutput['refusal']>;

/**
 * Moves the administration of an account from the epoch that the caller names, or finds that it was moved from there already. To Field it moves
 * also when Field keeps it: its epoch is another one then, and a move from the epoch before that still waits comes too late. The change is
 * committed first, then batches that began before it are waited for: when this answers, no record of Field is applied that did not see it.
 */
export async function moveAuthority(sql: Sql, input: MoveAuthorityInput): Promise<MoveAuthorityOutput> {
  const { refusal } = await sql.begin(async (transaction) => ({ refusal: await move(transaction, input) }));
  if (refusal === null) await waitForBatches(sql);
  const { accounts } = await readAuthorities(sql, { accounts: [input.account] });
  return { authority: accounts[0] as HeldAuthority, refusal };
}

async function move(sql: Queryable, input: MoveAuthorityInput): Promise<Refusal | null> {
  const { account, to, epoch, actor, reason, overwriteHqEdits } = input;
  const found = await findAccount(sql, account, true);
  if (found === null) return refusal('account_unknown', 'HQ has no such account. Migrate it first.');
  const before = await readAuthority(sql, found.id, 'for update');
  // Asked again after the answer was lost: it stands there already.
  if (before.owner === to && (before.epoch === epoch + 1 || (to === 'hq' && before.epoch === epoch))) return null;
  if (before.epoch !== epoch)
    return refusal('epoch_other', `It is at epoch ${before.epoch} with ${before.owner}, not at ${epoch}. Look again before you move it.`);
  if (to === 'hq' && (await lastSeen(sql)) === null)
    return refusal(
      'reverse_unproven',
      'No push from HQ to Field has been seen to arrive, so the way back is unproven. Create a project in the console of HQ, see it in Field, and move it then.',
    );
  if (to === 'field' && before.owner === 'hq') {
    const edits = await editsFieldLacks(sql, found.id);
    if (edits.length > 0 && !overwriteHqEdits)
      return {
        ...refusal('hq_edits', 'HQ has changes that Field does not have. Repeat them in Field by hand, then move it and give them up.'),
        edits,
      };
    if (overwriteHqEdits) await giveUpOwnEdits(sql, found.id);
  }
  await sql.unsafe(
    `insert into authorities (account_id, owner, epoch, actor, reason) values ($1::uuid, $2, $3, $4, $5)
     on conflict (account_id) do update set owner = excluded.owner, epoch = excluded.epoch, actor = excluded.actor, reason = excluded.reason,
       moved_at = clock_timestamp()`,
    [found.id, to, epoch + 1, actor, reason],
  );
  await keepChange(sql, {
    idempotencyKey: randomUUID(),
    bodySha256: '',
    answer: '',
    accountId: found.id,
    epoch: epoch + 1,
    actorId: null,
    actor,
    what: 'changed',
    entity: 'authority',
    recordId: found.id,
    before,
    after: { owner: to, epoch: epoch + 1, reason },
  });
  return null;
}

const refusal = (code: Refusal['code'], message: string): Refusal => ({ code, message, edits: [] });
