import type { FieldSession } from './open-field.ts';
import type { CanonicalProjectCompany, IdentitySchema, ReadScope } from './records.ts';
import { behind, localIds, joinKeys } from './scope.ts';

/** One row a row of project_companies; several of one key say the same. */
export interface ProjectCompanyRow {
  externalId: string;
  account: string | null;
  project: string | null;
  projectLiving: boolean;
  company: string | null;
  companyUsable: boolean;
}

export function projectCompanyRows(sql: FieldSession, schema: IdentitySchema, scope: ReadScope) {
  const names = sql`${sql(schema)}.company_names`;
  return sql<ProjectCompanyRow[]>`
    with
    keyed as (
      select
        j.id, p.guid::text as project, p.id is not null and p.deleted_at is null as project_living, a.guid::text as account,
        case when n.living then n.canonical else n.guid end as company, coalesce(n.living and n.account_id = p.account_id, false) as usable
      from ${chosenRows()}
      left join projects p on p.id = j.project_id
      left join accounts a on a.id = p.account_id
      left join ${names} n on n.company_id = j.company_id
      where ${ofAccount()}
    ),
    named as (select k.*, coalesce(k.project || ':' || k.company, 'project_companies#' || k.id) collate "C" as external_id from keyed k)
    select
      n.external_id as "externalId", n.account, n.project, n.project_living as "projectLiving", n.company, n.usable as "companyUsable"
    from named n
    where true ${behind(sql, scope, sql`n.external_id`)}
    order by n.external_id, n.id`;

  /** Named records are looked up one index after the other: a project has few companies. */
  function chosenRows() {
    if (!('keys' in scope)) return sql`project_companies j`;
    const keys = joinKeys(scope.keys);
    return sql`(
        select r.*
        from unnest(${keys.parents}::text[], ${keys.children}::text[]) as k (project, company)
        join projects q on q.guid = k.project::bpchar
        cross join lateral (select * from project_companies o where o.project_id = q.id offset 0) r
        join ${names} m on m.company_id = r.company_id
        where m.canonical = k.company or m.guid = k.company
        union select * from project_companies where id = any(${keys.rowIds}::bigint[])
      ) j`;
  }

  function ofAccount() {
    if ('keys' in scope) return sql`true`;
    if (scope.accounts !== null) return sql`p.account_id = any(${localIds(sql, scope.accounts)})`;
    return sql`not exists (select from accounts x where x.id = p.account_id)`;
  }
}

export function mergeProjectCompany(rows: readonly ProjectCompanyRow[]): CanonicalProjectCompany {
  const row = rows[0] as ProjectCompanyRow;
  return { ...row, project: row.project === null ? null : { externalId: row.project, living: row.projectLiving } };
}
