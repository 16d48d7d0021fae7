import type postgres from 'postgres';
import type { FieldSession } from './open-field.ts';
import type { CanonicalLogin, CanonicalUser, IdentitySchema, ReadScope } from './records.ts';
import { behind, localIds } from './scope.ts';

/** One row a living login of a person, newest first. */
export interface LoginRow extends CanonicalLogin {
  externalId: string;
  guid: string;
  conflict: boolean;
  /** Logins that were the person's once and live no more; the same on every row of a person. */
  gone: string[];
}

export function loginRows(sql: FieldSession, schema: IdentitySchema, scope: ReadScope) {
  const logins = sql`${sql(schema)}.logins`;
  return sql<LoginRow[]>`
    with people as (${people()})
    select
      l.person as "externalId", l.guid, l.conflict,
      u.email, u.autodesk_login as "autodeskLogin", u.oxygen_uid as "oxygenUid", u.first_name as "firstName", u.last_name as "lastName",
      u.telephone, u.job_title as "jobTitle", u.status, u.last_login_at is not null as "everLoggedIn",
      array(select g.guid from ${logins} g where g.person = l.person and not g.living) as gone
    from people
    join ${logins} l on l.person = people.person and l.living
    -- Lateral and offset 0: the row of each login by its primary key, never all users against all keys.
    cross join lateral (select * from users x where x.id = l.user_id and x.deleted_at is null offset 0) u
    where true ${behind(sql, scope, sql`l.person`)}
    order by l.person, u.id desc`;

  function people() {
    if ('keys' in scope) return sql`select key collate "C" as person from unnest(${scope.keys as string[]}::text[]) as key`;
    const inAccounts = (which: postgres.Fragment) => sql`
      select distinct l.person
      from (
        select m.user_id from account_users m where m.deleted_at is null and m.account_id ${which}
        union
        select c.user_id from projects p join contacts c on c.project_id = p.id
        where c.deleted_at is null and p.deleted_at is null and p.account_id ${which}
      ) m
      join ${logins} l on l.user_id = m.user_id and l.living`;
    if (scope.accounts !== null) return inAccounts(sql`= any(${localIds(sql, scope.accounts)})`);
    return sql`select person from ${logins} where living except (${inAccounts(sql`in (select id from accounts)`)})`;
  }
}

export function mergeUser(rows: readonly LoginRow[]): CanonicalUser {
  const first = rows[0] as LoginRow;
  const others = rows.filter((row) => row.guid !== first.externalId).map((row) => row.guid);
  return {
    externalId: first.externalId,
    conflict: rows.some((row) => row.conflict),
    logins: [...rows],
    formerly: [...others, ...first.gone],
  };
}
