import type { FieldDatabase } from '@hq-field/field-adapter';
import type { Person } from '../administration/administration.ts';
import type { FieldSession } from '../administration/field-session.ts';

/** The logins of Field, which stay Field's in every mode of the administration. Who is disabled or deleted has none. */
export interface Logins {
  byEmail(email: string): Promise<Person | null>;
  byGuid(guid: string): Promise<Person | null>;
  /** Some e-mails that sign in administrators of accounts, for the development sign-in to propose. */
  proposed(): Promise<string[]>;
}

/** Whether a row `u` of users is a login that somebody signs in with. */
export const signsIn = (sql: FieldSession) => sql`u.deleted_at is null and coalesce(lower(btrim(u.status)), '') <> 'disabled'`;

export function loginsOf(field: FieldDatabase): Logins {
  const one = ([person]: Person[]): Person | null => person ?? null;
  return {
    byEmail: async (email) =>
      one(
        await field<Person[]>`
        select guid::text as guid, email, coalesce(nullif(btrim(concat_ws(' ', first_name, last_name)), ''), email) as name,
          oxygen_uid as uid
        from users u where email = ${email} and ${signsIn(field)} order by id limit 1`,
      ),
    byGuid: async (guid) =>
      one(
        await field<Person[]>`
        select guid::text as guid, coalesce(email, '') as email,
          coalesce(nullif(btrim(concat_ws(' ', first_name, last_name)), ''), email, 'Somebody without a name') as name, oxygen_uid as uid
        from users u where guid = ${guid} and ${signsIn(field)}`,
      ),
    proposed: async () => {
      const rows = await field<{ email: string }[]>`
        select distinct u.email from account_users m
          join accounts a on a.id = m.account_id and a.deleted_at is null
          join users u on u.id = m.user_id
          cross join lateral (
            select min(id) as id from users l
            where l.email = u.email and l.deleted_at is null and coalesce(lower(btrim(l.status)), '') <> 'disabled'
          ) login
        where m.role = 'admin' and m.deleted_at is null and login.id = u.id order by u.email limit 20`;
      return rows.map(({ email }) => email);
    },
  };
}
