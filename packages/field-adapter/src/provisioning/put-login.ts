import { randomUUID } from 'node:crypto';
import { emailKey, type ProvisionedPerson } from '@hq-field/contracts';
import type { FieldSession } from '../field-db/open-field.ts';
import { PutRefusedError } from './put-refused-error.ts';
import { takeTurns } from './provisioned.ts';
import { captured } from './uncaptured.ts';

export interface Login {
  id: string;
  guid: string;
}

/**
 * The login of a person: of the person with the same uid, else with the same e-mail key, else a new one. A new login is captured like
 * any other: only so does Field learn which person it is, and HQ the guid that the person has in Field.
 */
export async function putLogin(sql: FieldSession, person: ProvisionedPerson): Promise<Login> {
  const key = emailKey(person.email);
  await takeTurns(sql, `login ${key}`);
  const found = await sql<{ id: string; guid: string; uid: string | null; matches: boolean }[]>`
    select u.id, u.guid::text as guid, l.uid, l.uid = ${person.oxygenUid} as matches
    from outbound.logins l join users u on u.id = l.user_id
    where l.living and (l.uid = ${person.oxygenUid} or l.email_key = ${key})
    order by (l.uid = ${person.oxygenUid}) is true desc, l.guid = l.person desc, u.id limit 1`;
  const [login] = found;
  if (login !== undefined) {
    if (login.uid !== null && person.oxygenUid !== null && login.uid !== person.oxygenUid)
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
