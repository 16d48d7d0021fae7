// Project companies: one for each project and canonical company of the project's account.
import { rowPart } from '../part.ts';
import { company } from './company.ts';
import { project } from './project.ts';

export const projectCompany = rowPart({
  entity: 'projectCompany',
  requires: [project, company],
  grain: 'account',
  joinedBy: 'in_account',
  rows: () => `
    with pair as (
      select distinct p.id as project_id, k.canonical_id as company_id
      from extract_todo t
      join extract_project p on p.account_id = t.account_id
      join project_companies pc on pc.project_id = p.id
      join extract_canonical_company k on k.id = pc.company_id and k.account_id = p.account_id
    )
    select
      p.in_account,
      p.external_id || ':' || c.external_id as external_id,
      null::text as user_external_id,
      c.external_id as company_external_id,
      p.project,
      c.name_key as company
    from pair
    join extract_project p on p.id = pair.project_id
    join extract_company c on c.id = pair.company_id`,
});
