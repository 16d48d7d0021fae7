// Project members: people on a project who are members of its account, both valid by value.
import { rowPart } from '../part.ts';
import { companyHolds, companyJoin } from '../sql-fragments.ts';
import { accountMember } from './account-member.ts';
import { project } from './project.ts';

export const projectMember = rowPart({
  entity: 'projectMember',
  requires: [project, accountMember],
  grain: 'account',
  joinedBy: 'in_account',
  rows: () => `
    with role_set as materialized (
      select s.role_bits, coalesce(string_agg(r.value, '|' order by r.value), '') as roles
      from (select distinct role_bits from extract_project_person) s
      left join (
        select value, 1::bigint << (dense_rank() over (order by value))::int as bit
        from (select distinct value from extract_role_word) named
      ) r on s.role_bits & r.bit <> 0
      group by s.role_bits
    )
    select
      p.in_account,
      p.external_id || ':' || m.user_external_id as external_id,
      m.user_external_id,
      co.external_id as company_external_id,
      p.project,
      m.email,
      case when pp.administers then 'project_admin' else 'project_user' end as access_level,
      s.roles,
      case when pp.administers then 'field:admin' else 'field:user' end as services,
      co.name_key as company,
      pp.status
    from extract_todo t
    join extract_project_person pp on pp.account_id = t.account_id
    join extract_project p on p.id = pp.project_id
    join extract_account_member m on m.account_id = pp.account_id and m.person_id = pp.person_id
    join role_set s on s.role_bits = pp.role_bits
    ${companyJoin('pp.company_id')}
    where pp.status is not null and ${companyHolds('pp.company_id')}`,
});
