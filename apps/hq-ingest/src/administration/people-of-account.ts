import { emailKey, type NewPerson } from '@hq-field/contracts';
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

/** HQ's user for somebody who comes in: the one that Field names, else the one with the same uid or e-mail, else a new one. */
export async function userOf(sql: Queryable, { externalId, oxygenUid, email, firstName, lastName }: NewPerson): Promise<string> {
  const [known] = await sql.unsafe<{ id: string }[]>(
    `select id from users where external_id = $1 and (email_key is not distinct from $2 or uid_key = $3)`,
    [externalId, emailKey(email), oxygenUid],
  );
  if (known !== undefined) return known.id;
  try {
    return await putPerson(sql, { email, oxygenUid, firstName, lastName, autodeskId: null, phone: null, jobTitle: null });
  } catch (cause) {
    if (cause instanceof OwnChangeError && cause.code === 'uid_conflict')
      throw new ChangeRefusedError('identity_conflict', cause.message, { field: 'email', cause });
    throw cause;
  }
}
