import type { FieldSession } from './open-field.ts';
import type { CanonicalProjectMember, IdentitySchema, ReadScope } from './records.ts';
import { behind, localIds, joinKeys } from './scope.ts';

/** One row a living contact. */
export interface ProjectMemberRow {
  externalId: string;
  account: string | null;
  accountLiving: boolean;
  project: string | null;
  projectLiving: boolean;
  user: string | null;
  userLiving: boolean;
  roles: string | null;
  projectAdmin: boolean | null;
  status: string | null;
  company: string | null;
  companyDropped: boolean;
}

export function projectMemberRows(sql: FieldSession, schema: IdentitySchema, scope: ReadScope) {
  const logins = sql`${sql(schema)}.logins`;
  const names = sql`${sql(schema)}.company_names`;
  return sql<ProjectMemberRow[]>`
    with
    keyed as (
      select
        c.id, c.roles, c.project_admin, c.status, c.company_id, p.account_id,
        a.guid::text as account, a.id is not null and a.deleted_at is null as account_living,
        p.guid::text as project, p.id is not null and p.deleted_at is null as project_living,
        case when l.living then l.person else l.guid end as person, coalesce(l.living, false) as user_living
      from ${chosenContacts()}
      left join projects p on p.id = c.project_id
      left join accounts a on a.id = p.account_id
      left join ${logins} l on l.user_id = c.user_id
      where c.deleted_at is null ${ofAccount()}
    ),
    named as (select k.*, coalesce(k.project || ':' || k.person, 'contacts#' || k.id) collate "C" as external_id from keyed k)
    select
      n.external_id as "externalId", n.account, n.account_living as "accountLiving", n.project, n.project_living as "projectLiving",
      n.person as "user", n.user_living as "userLiving", n.roles, n.project_admin as "projectAdmin", n.status,
      cn.canonical as company, n.company_id is not null and cn.canonical is null as "companyDropped"
    from named n
    left join ${names} cn on cn.company_id = n.company_id and cn.account_id + 0 = n.account_id and cn.living
    where true ${behind(sql, scope, sql`n.external_id`)}
    order by n.external_id, n.id`;

  /** Named records are looked up by the person, one index after the other: a project may have thousands of contacts, a person has few. */
  function chosenContacts() {
    if (!('keys' in scope)) return sql`contacts c`;
    const keys = joinKeys(scope.keys);
    return sql`(
        select r.*
        from unnest(${keys.parents}::text[], ${keys.children}::text[]) as k (project, person)
        join projects q on q.guid = k.project::bpchar
        cross join lateral (select user_id from ${logins} where person = k.person union select user_id from ${logins} where guid = k.person offset 0) m
        cross join lateral (select * from contacts o where o.user_id = m.user_id offset 0) r
        where r.project_id = q.id
        union select * from contacts where id = any(${keys.rowIds}::bigint[])
      ) c`;
  }

  function ofAccount() {
    if ('keys' in scope) return sql``;
    if (scope.accounts !== null) return sql`and p.account_id = any(${localIds(sql, scope.accounts)})`;
    return sql`and not exists (select from accounts x where x.id = p.account_id)`;
  }
}

export function mergeProjectMember(rows: readonly ProjectMemberRow[]): CanonicalProjectMember {
  const first = rows[0] as ProjectMemberRow;
  return {
    externalId: first.externalId,
    account: first.account === null ? null : { externalId: first.account, living: first.accountLiving },
    project: first.project === null ? null : { externalId: first.project, living: first.projectLiving },
    user: first.user,
    userLiving: first.userLiving,
    rows: [...rows],
  };
}
