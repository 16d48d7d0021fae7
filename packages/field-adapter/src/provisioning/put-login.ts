import { randomUUID } from 'node:crypto';
import type { ProvisionedPerson } from '@hq-field/contracts';
import type { FieldSession } from '../field-db/open-field.ts';
import { personKeys } from '../identity/people.ts';
import { PutRefusedError } from './put-refused-error.ts';
import { takeTurns } from './provisioned.ts';
import { holdLogin } from './removals.ts';
import { captured } from './uncaptured.ts';

export interface Login {
  id: string;
  guid: string;
}

/**
 * The login of a person: of the person with the same uid, else with the same e-mail key, else a new one. A new login is captured like
 * any other: only so does Field learn which person it is, and HQ the guid that the person has in Field. Throws PutRefusedError when the
 * e-mail stands with another uid.
 */
export async function putLogin(sql: FieldSession, person: ProvisionedPerson): Promise<Login> {
  const keys = personKeys({ email: person.email, uid: person.oxygenUid });
  // E-mails before uids, always: else two puts could wait for each other.
  await takeTurns(sql, `login ${keys.emailKey}`);
  if (keys.uid !== null) await takeTurns(sql, `uid ${keys.uid}`);
  const login = await findLogin(sql, keys);
  if (login !== null) {
    if (login.uid !== null && keys.uid !== null && login.uid !== keys.uid)
      throw new PutRefusedError('identity_conflict', 'administrator.oxygenUid', 'The e-mail stands in Field with another uid', login.guid);
    return { id: login.id, guid: login.guid };
  }
  return captured(sql, async () => {
    const [row] = await sql<Login[]>`
      insert into users ${sql({
        guid: randomUUID(),
        email: person.email,
        autodesk_login: person.autodeskId,
        oxygen_uid: person.oxygenUid,
        first_name: person.firstName,
        last_name: person.lastName,
        telephone: person.phone,
        job_title: person.jobTitle,
        status: 'active',
      })} returning id, guid::text as guid`;
    return row as Login;
  });
}

interface FoundLogin extends Login {
  email: string | null;
  uid: string | null;
  isCanonical: boolean;
}

/**
 * The living login that has one of the keys. The identity tables know it, or its change waits to be resolved: whoever resolves takes it from
 * the one to the other in one transaction, so that one statement sees it in either. What counts is what the login is now. It stays: no removal
 * takes it before the transaction ends.
 */
async function findLogin(sql: FieldSession, keys: ReturnType<typeof personKeys>): Promise<FoundLogin | null> {
  const rows = await sql<FoundLogin[]>`
    select u.id, u.guid::text as guid, u.email, u.oxygen_uid as uid, coalesce(l.guid = l.person, false) as "isCanonical"
    from (
      select user_id from outbound.logins where uid = ${keys.uid} or email_key = ${keys.emailKey}
      union select row_id from outbound.changes where table_name = 'users'
    ) c (id)
    join users u on u.id = c.id and u.deleted_at is null
    left join outbound.logins l on l.user_id = u.id
    order by u.id`;
  const known = rows.map((row) => ({ ...row, ...personKeys(row) }));
  const ofUid = known.filter(({ uid }) => uid !== null && uid === keys.uid);
  const same = ofUid.length > 0 ? ofUid : known.filter(({ emailKey }) => emailKey === keys.emailKey);
  const found = same.find(({ isCanonical }) => isCanonical) ?? same[0] ?? null;
  return found === null || (await holdLogin(sql, found.id)) ? found : findLogin(sql, keys);
}

/** Makes the login an administrator of the account, or leaves it one. */
export async function putAccountAdministrator(sql: FieldSession, account: string, login: Login, role: 'admin' | 'member'): Promise<void> {
  const [member] = await sql<{ id: string; role: string | null }[]>`
    select id, role from account_users where account_id = ${account} and user_id = ${login.id} and deleted_at is null order by id limit 1`;
  if (member === undefined) {
    await sql`insert into account_users ${sql({ account_id: account, user_id: login.id, role, status: 'active' })}`;
  } else if (role === 'admin' && member.role !== 'admin') {
    await sql`update account_users set role = 'admin', updated_at = now() where id = ${member.id}`;
  }
}

/** Makes the login an administrator of the project, or leaves it one. */
export async function putProjectAdministrator(sql: FieldSession, project: string, login: Login): Promise<void> {
  const [contact] = await sql<{ id: string }[]>`
    select id from contacts where project_id = ${project} and user_id = ${login.id} and deleted_at is null order by id limit 1`;
  if (contact === undefined) {
    const row = { guid: randomUUID(), project_id: project, user_id: login.id, project_admin: true, status: 'active' };
    await sql`insert into contacts ${sql(row)}`;
  } else {
    await sql`update contacts set project_admin = true, updated_at = now() where id = ${contact.id} and project_admin is not true`;
  }
}
