import type { FieldDatabase } from '@hq-field/field-adapter';
import type { Person } from '../administration/administration.ts';

/** The logins of Field, which stay Field's in every mode of the administration. Who is disabled or deleted has none. */
export interface Logins {
  byEmail(email: string): Promise<Person | null>;
  byGuid(guid: string): Promise<Person | null>;
  /** Some e-mails of administrators, for the development sign-in to propose. */
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
        select distinct u.email from (
          select user_id from account_users where role = 'admin' and deleted_at is null order by id limit 20
        ) m join users u on u.id = m.user_id and u.deleted_at is null and u.email is not null order by u.email`;
      return rows.map(({ email }) => email);
    },
  };
}
