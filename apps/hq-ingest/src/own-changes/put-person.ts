import { emailKey, type ProvisionedPerson, provisionedPerson } from '@hq-field/contracts';
import type { Queryable } from '../hq-db/connections.ts';
import { timeOrderedId } from '../hq-db/time-ordered-id.ts';
import { checked } from './checked.ts';
import { OwnChangeError } from './own-change-error.ts';

/** HQ's id of the user with the same uid or e-mail; a new user, who is nobody of Field's yet, when there is none. */
export async function putPerson(sql: Queryable, given: ProvisionedPerson): Promise<string> {
  const person = checked(provisionedPerson, given);
  const key = emailKey(person.email);
  const [held] = await sql.unsafe<{ id: string; uid: string | null }[]>(
    `select id, uid_key as uid from users where uid_key = $1 or email_key = $2 order by uid_key = $1 desc nulls last limit 1`,
    [person.oxygenUid, key],
  );
  if (held !== undefined) {
    if (held.uid !== null && person.oxygenUid !== null && held.uid !== person.oxygenUid)
      throw new OwnChangeError('uid_conflict', 'Another person of HQ has this e-mail with another uid; find out whose it is first.');
    return held.id;
  }
  const id = timeOrderedId();
  await sql.unsafe(
    `insert into users (id, email, autodesk_id, oxygen_uid, first_name, last_name, phone, job_title, status, uid_key, email_key)
     values ($1::uuid, $2, $3, $4, $5, $6, $7, $8, 'active', $4, $9)`,
    [id, person.email, person.autodeskId, person.oxygenUid, person.firstName, person.lastName, person.phone, person.jobTitle, key],
  );
  return id;
}

/** Makes the user a member of the account; an administrator stays one. */
export async function putAccountMember(
  sql: Queryable,
  accountId: string,
  userId: string,
  role: 'account_admin' | 'account_user',
): Promise<void> {
  await sql.unsafe(
    `insert into account_members (account_id, user_id, role, status) values ($1::uuid, $2::uuid, $3, 'active')
     on conflict (account_id, user_id) do update set role = case when excluded.role = 'account_admin' then excluded.role else account_members.role end`,
    [accountId, userId, role],
  );
}

export async function putProjectAdministrator(sql: Queryable, projectId: string, accountId: string, userId: string): Promise<void> {
  await sql.unsafe(
    `insert into project_members (project_id, user_id, account_id, access_level, roles, services, status)
     values ($1::uuid, $2::uuid, $3::uuid, 'project_admin', '{}', '{field:admin}', 'active')
     on conflict (project_id, user_id) do update set access_level = 'project_admin'`,
    [projectId, userId, accountId],
  );
}
