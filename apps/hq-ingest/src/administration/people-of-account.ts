import type { NewPerson } from '@hq-field/contracts';
import { arrayLiteral } from '../hq-db/array-literal.ts';
import type { Queryable } from '../hq-db/connections.ts';
import { OwnChangeError } from '../own-changes/own-change-error.ts';
import { putPerson } from '../own-changes/put-person.ts';
import { ChangeRefusedError } from './change-refused-error.ts';
import { idIn, isNamed, namedFirst } from './record-names.ts';

/** HQ's id of a member of the account; null when the account has none of this name. */
export async function findMemberId(sql: Queryable, accountId: string, person: string): Promise<string | null> {
  const [row] = await sql.unsafe<{ id: string }[]>(
    `select u.id from account_members m join users u on u.id = m.user_id
     where m.account_id = $3::uuid and ${isNamed('u', 1)} order by ${namedFirst('u', 1)} limit 1`,
    [person, idIn(person), accountId],
  );
  return row?.id ?? null;
}

/** HQ's user for somebody who comes in: the one that Field names, whose new e-mail or uid may be on its way to HQ, else the one with the same uid or e-mail, else a new one. */
export async function userOf(sql: Queryable, { externalId, oxygenUid, email, firstName, lastName }: NewPerson): Promise<string> {
  const [known] = await sql.unsafe<{ id: string }[]>(`select id from users where external_id = $1`, [externalId]);
  if (known !== undefined) return known.id;
  try {
    return await putPerson(sql, { email, oxygenUid, firstName, lastName, autodeskId: null, phone: null, jobTitle: null });
  } catch (cause) {
    if (cause instanceof OwnChangeError && cause.code === 'uid_conflict')
      throw new ChangeRefusedError('identity_conflict', cause.message, { field: 'email', cause });
    throw cause;
  }
}

/**
 * Deletes those of the users whom Field does not have, who are in no account any more and whom no put will name: their e-mail would be kept from
 * whom Field gives it. One whom somebody else holds at this moment, for a membership or for Field's record, stays.
 */
export async function forgetStrangers(sql: Queryable, userIds: readonly string[]): Promise<void> {
  const held = await sql.unsafe<{ id: string }[]>(
    `select id from users where id = any($1::uuid[]) and external_id is null for update skip locked`,
    [arrayLiteral(userIds)],
  );
  // A statement of its own: it sees what was committed before the rows were held.
  await sql.unsafe(
    `delete from users u where u.id = any($1::uuid[])
       and not exists (select from account_members m where m.user_id = u.id) and not exists (select from provisioning w where w.administrator_id = u.id)`,
    [arrayLiteral(held.map(({ id }) => id))],
  );
}
