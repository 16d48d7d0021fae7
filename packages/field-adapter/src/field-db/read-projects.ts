import type { FieldSession } from './open-field.ts';
import type { CanonicalProject, IdentitySchema, ReadScope } from './records.ts';
import { behind, localIds } from './scope.ts';

/** One row a project. */
export interface ProjectRow extends Omit<CanonicalProject, 'account'> {
  account: string | null;
  accountLiving: boolean;
}

export function projectRows(sql: FieldSession, schema: IdentitySchema, scope: ReadScope) {
  const logins = sql`${sql(schema)}.logins`;
  const chosen =
    'keys' in scope
      ? sql`p.guid = any(${scope.keys as string[]}::bpchar[])`
      : scope.accounts === null
        ? sql`not exists (select from accounts x where x.id = p.account_id)`
        : sql`p.account_id = any(${localIds(sql, scope.accounts)})`;
  return sql<ProjectRow[]>`
    select
      p.guid::text as "externalId", a.guid::text as account, a.id is not null and a.deleted_at is null as "accountLiving",
      a.country as "accountCountry", a.default_currency as "accountCurrency",
      p.name, p.identifier, p.ptype, p.status, p.is_active as "isActive", p.is_trial as "isTrial",
      -- In, not exists: all trials are read once and hashed, for want of an index.
      p.is_trial is true and p.id in (select f.project_id from free_trials f where f.project_id is not null and f.converted_at is not null) as converted,
      p.template, p.cost::text as cost, p.cost_currency as "costCurrency",
      p.start_date::text as "startDate", p.completion_date::text as "completionDate", p.created_at::date::text as "createdOn",
      p.time_zone as "timeZone", p.locale, p.hq_identifier::text as "hqIdentifier",
      d.address1, d.address2, d.address3, d.city, d.state, d.postal_code as "postalCode", d.country,
      coalesce(admins.flagged, false) as "hasAdministrator", coalesce(admins.roles, '{}') as "administratorRoles"
    from projects p
    left join accounts a on a.id = p.account_id
    left join addresses d on d.id = p.address_id
    -- ilike: _ stands for any one character, as between the words of the token. In "C": to a Turkish locale, I is no i.
    left join lateral (
      select bool_or(c.project_admin) as flagged, array_agg(c.roles) filter (where c.roles is not null) as roles
      from contacts c join ${logins} l on l.user_id = c.user_id and l.living
      where c.project_id = p.id and c.deleted_at is null and (c.project_admin or c.roles collate "C" ilike '%project_admin%')
    ) admins on true
    where p.deleted_at is null and ${chosen} ${behind(sql, scope, sql`p.guid::text collate "C"`)}
    order by p.guid::text collate "C"`;
}

export function mergeProject(rows: readonly ProjectRow[]): CanonicalProject {
  const row = rows[0] as ProjectRow;
  return { ...row, account: row.account === null ? null : { externalId: row.account, living: row.accountLiving } };
}
