// Account members: people listed in account_users, and those who are on a project of the account only.
import { projectPerson } from '../parts/project-person.ts';
import { rowPart } from '../part.ts';
import { companyHolds, companyJoin } from '../sql-fragments.ts';
import { company } from './company.ts';
import { user } from './user.ts';

const roles = `('admin', 'member')`;
const statuses = `('active', 'invited', 'pending', 'disabled', 'inactive')`;

export const accountMember = rowPart({
  entity: 'accountMember',
  requires: [user, company, projectPerson],
  grain: 'account',
  joinedBy: 'account_id, person_id, in_account',
  rows: () => `
    with membership as (
      select
        au.id,
        au.account_id,
        i.person_id,
        coalesce(pg_temp.word(au.role), 'member') as role,
        coalesce(pg_temp.word(au.status), 'active') as status,
        k.canonical_id as company_id
      from extract_todo t
      join account_users au on au.account_id = t.account_id
      join extract_person i on i.login_id = au.user_id
      left join extract_canonical_company k on k.id = au.company_id and k.account_id = au.account_id
      where au.deleted_at is null
      offset 0
    ),
    listed as materialized (
      select
        account_id,
        person_id,
        bool_or(role not in ${roles} or status not in ${statuses}) as is_refused,
        case when bool_or(role = 'admin') then 'account_admin' else 'account_user' end as role,
        case
          when bool_or(status = 'active') then 'active'
          when bool_or(status in ('invited', 'pending')) then 'pending'
          else 'inactive'
        end as status,
        -- The company of the lowest row that has a usable one.
        (min(array[id, company_id]) filter (where company_id is not null))[2] as company_id
      from membership
      group by account_id, person_id
    ),
    on_projects_only as (
      select distinct p.account_id, p.person_id
      from extract_todo t
      join extract_project_person p on p.account_id = t.account_id
      where not exists (select from listed l where l.account_id = p.account_id and l.person_id = p.person_id)
    ),
    member as (
      select account_id, person_id, role, status, company_id from listed where not is_refused
      union all
      select account_id, person_id, 'account_user', 'active', null from on_projects_only
    )
    select
      m.account_id,
      m.person_id,
      a.in_account,
      a.in_account || ':' || u.external_id as external_id,
      u.external_id as user_external_id,
      co.external_id as company_external_id,
      a.in_account as account,
      u.email,
      m.role,
      m.status,
      co.name_key as company
    from member m
    join extract_account a on a.id = m.account_id
    join extract_user u on u.id = m.person_id
    ${companyJoin('m.company_id')}
    where ${companyHolds('m.company_id')}`,
});
