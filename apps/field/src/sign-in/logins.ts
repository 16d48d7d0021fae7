import type { FieldDatabase } from '@hq-field/field-adapter';
import type { Person } from '../administration/administration.ts';

/** The logins of Field, which stay Field's in every mode of the administration. Who is disabled or deleted has none. */
export interface Logins {
  byEmail(email: string): Promise<Person | null>;
  byGuid(guid: string): Promise<Person | null>;
  /** Some e-mails that sign in administrators of accounts, for the development sign-in to propose. */
  proposed(): Promise<string[]>;
}

export function loginsOf(field: FieldDatabase): Logins {
  const one = ([person]: Person[]): Person | null => person ?? null;
  return {
    byEmail: async (email) =>
      one(
        await field<Person[]>`
        select guid::text as guid, email, coalesce(nullif(btrim(concat_ws(' ', first_name, last_name)), ''), email) as name,
          oxygen_uid as uid
        from users where email = ${email} and deleted_at is null and coalesce(lower(btrim(status)), '') <> 'disabled' order by id limit 1`,
      ),
    byGuid: async (guid) =>
      one(
        await field<Person[]>`
        select guid::text as guid, coalesce(email, '') as email,
          coalesce(nullif(btrim(concat_ws(' ', first_name, last_name)), ''), email, 'Somebody without a name') as name, oxygen_uid as uid
        from users where guid = ${guid} and deleted_at is null and coalesce(lower(btrim(status)), '') <> 'disabled'`,
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
