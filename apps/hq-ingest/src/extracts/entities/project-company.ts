import { rowSource } from '../row-source.ts';

export const projectCompany = rowSource({
  entity: 'projectCompany',
  from: `project_companies m
    join projects p on p.id = m.project_id
    join accounts a on a.id = p.account_id
    join companies c on c.id = m.company_id`,
  account: 'a.external_id',
  externalId: `p.external_id || ':' || c.external_id`,
  user: null,
  company: 'c.external_id',
  columns: ['p.external_id', 'c.name_key'],
});
