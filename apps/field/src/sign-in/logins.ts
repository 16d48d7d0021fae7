import { emailKey, whiteSpace } from '@hq-field/contracts';
import type { FieldDatabase } from '@hq-field/field-adapter';
import type { Person } from '../administration/administration.ts';
import type { FieldSession } from '../administration/field-session.ts';
import { word } from '../administration/stored-words.ts';

/** The logins of Field, which stay Field's in every mode of the administration. Who is disabled or deleted has none. */
export interface Logins {
  byEmail(email: string): Promise<Person | null>;
  byGuid(guid: string): Promise<Person | null>;
  /** Some e-mails that sign in administrators of accounts, for the development sign-in to propose. */
  proposed(): Promise<string[]>;
}

/** Whether a row `u` of users is a login that somebody signs in with. */
export const signsIn = (sql: FieldSession) => sql`u.deleted_at is null and ${word(sql, sql`u.status`)} <> 'disabled'`;

/**
 * Whether the e-mail of a row `u` of users is to HQ the same as another one. Nobody types other letters than those of ASCII into an e-mail, so
 * only these are compared without case.
 */
export const sameEmail = (sql: FieldSession, email: string) => sql`lower(btrim(u.email, ${whiteSpace}) collate "C") = ${emailKey(email)}`;

/** The living login with this e-mail as it is written, else one whose e-mail is the same to HQ; of several the oldest. */
export async function loginByEmail(
  sql: FieldSession,
  email: string,
  isWanted = sql`u.deleted_at is null`,
): Promise<(Person & { id: string }) | null> {
  const first = async (matches: typeof isWanted) => {
    const [login] = await sql<(Person & { id: string })[]>`
      select u.id, u.guid::text as guid, u.email, coalesce(nullif(btrim(concat_ws(' ', u.first_name, u.last_name)), ''), u.email) as name,
        u.oxygen_uid as uid
      from users u where ${matches} and ${isWanted} order by u.id limit 1`;
    return login ?? null;
  };
  return (await first(sql`u.email = ${email.trim()}`)) ?? first(sameEmail(sql, email));
}

export function loginsOf(field: FieldDatabase): Logins {
  return {
    byEmail: (email) => loginByEmail(field, email, signsIn(field)),
    byGuid: async (guid) => {
      const [person] = await field<Person[]>`
        select u.guid::text as guid, coalesce(u.email, '') as email,
          coalesce(nullif(btrim(concat_ws(' ', u.first_name, u.last_name)), ''), u.email, 'Somebody without a name') as name, u.oxygen_uid as uid
        from users u where u.guid = ${guid} and ${signsIn(field)}`;
      return person ?? null;
    },
    proposed: async () => {
      const rows = await field<{ email: string }[]>`
        select distinct u.email from account_users m
          join accounts a on a.id = m.account_id and a.deleted_at is null
          join users u on u.id = m.user_id
          cross join lateral (
            select min(l.id) as id from users l
            where l.email = u.email and l.deleted_at is null and ${word(field, field`l.status`)} <> 'disabled'
          ) login
        where m.role = 'admin' and m.deleted_at is null and login.id = u.id order by u.email limit 20`;
      return rows.map(({ email }) => email);
    },
  };
}
