import type { FieldSession } from './open-field.ts';
import type { CanonicalAccountMember, IdentitySchema, ReadScope } from './records.ts';
import { behind, localIds, joinKeys } from './scope.ts';

/** One row a living row of account_users (rowId set), or one for all contacts of a login in the account (rowId null). */
export interface AccountMemberRow {
  externalId: string;
  account: string | null;
  accountLiving: boolean;
  user: string | null;
  userLiving: boolean;
  rowId: string | null;
  role: string | null;
  status: string | null;
  company: string | null;
  companyDropped: boolean;
}

export function accountMemberRows(sql: FieldSession, schema: IdentitySchema, scope: ReadScope) {
  const logins = sql`${sql(schema)}.logins`;
  const names = sql`${sql(schema)}.company_names`;
  const keys = 'keys' in scope ? joinKeys(scope.keys) : null;
  return sql<AccountMemberRow[]>`
    with
    asked as (
      select a.id, person
      from unnest(${keys?.parents ?? []}::text[], ${keys?.children ?? []}::text[]) as k (account, person)
      join accounts a on a.guid = k.account::bpchar
    ),
    members as (
      select m.account_id, m.user_id, m.id as row_id, m.role, m.status, m.company_id
      from ${rowsOfAccountUsers()}
      union all
      select distinct p.account_id, c.user_id, null::bigint, null, null, null::bigint
      from ${contactsOfAccounts()}
    ),
    keyed as (
      select
        m.*, a.guid::text as account, a.id is not null and a.deleted_at is null as account_living,
        case when l.living then l.person else l.guid end as person, coalesce(l.living, false) as user_living
      from members m
      left join accounts a on a.id = m.account_id
      left join ${logins} l on l.user_id = m.user_id
    ),
    named as (
      select k.*, coalesce(k.account || ':' || k.person, 'account_users#' || k.row_id) collate "C" as external_id from keyed k
      where k.row_id is not null or (k.account_living and k.user_living)
    )
    select
      n.external_id as "externalId", n.account, n.account_living as "accountLiving", n.person as "user", n.user_living as "userLiving",
      n.row_id as "rowId", n.role, n.status, cn.canonical as company, n.company_id is not null and cn.canonical is null as "companyDropped"
    from named n
    left join ${names} cn on cn.company_id = n.company_id and cn.account_id + 0 = n.account_id and cn.living
    where true ${behind(sql, scope, sql`n.external_id`)}
    order by n.external_id, n.row_id nulls last`;

  /** Named records are looked up by the person, one index after the other: an account may have thousands of members, a person is in few. */
  function rowsOfAccountUsers() {
    if (keys !== null) {
      return sql`(
        select r.*
        from asked
        cross join lateral (select user_id from ${logins} where person = asked.person union select user_id from ${logins} where guid = asked.person offset 0) l
        cross join lateral (select * from account_users o where o.user_id = l.user_id offset 0) r
        where r.account_id = asked.id
        union select * from account_users where id = any(${keys.rowIds}::bigint[])
      ) m where m.deleted_at is null`;
    }
    const accounts = 'accounts' in scope ? scope.accounts : null;
    if (accounts !== null) return sql`account_users m where m.deleted_at is null and m.account_id = any(${localIds(sql, accounts)})`;
    return sql`account_users m where m.deleted_at is null and not exists (select from accounts x where x.id = m.account_id)`;
  }

  function contactsOfAccounts() {
    if (keys !== null) {
      return sql`asked
        cross join lateral (select user_id from ${logins} where person = asked.person and living offset 0) l
        cross join lateral (select o.user_id, o.project_id from contacts o where o.user_id = l.user_id and o.deleted_at is null offset 0) c
        join projects p on p.id = c.project_id where p.account_id = asked.id and p.deleted_at is null`;
    }
    const accounts = 'accounts' in scope ? scope.accounts : null;
    if (accounts === null) return sql`projects p join contacts c on false`;
    // A login with a row of its own in account_users is a member by that row already.
    return sql`projects p join contacts c on c.project_id = p.id
      where p.account_id = any(${localIds(sql, accounts)}) and p.deleted_at is null and c.deleted_at is null
        and not exists (select from account_users o where o.account_id = p.account_id and o.user_id = c.user_id and o.deleted_at is null)`;
  }
}

export function mergeAccountMember(rows: readonly AccountMemberRow[]): CanonicalAccountMember {
  const first = rows[0] as AccountMemberRow;
  return {
    externalId: first.externalId,
    account: first.account === null ? null : { externalId: first.account, living: first.accountLiving },
    user: first.user,
    userLiving: first.userLiving,
    rows: rows.filter((row) => row.rowId !== null),
  };
}
