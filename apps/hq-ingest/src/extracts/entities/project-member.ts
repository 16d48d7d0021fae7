import { rowSource } from '../row-source.ts';

/** One value needs no sorting, which takes a subquery of its own. */
const sorted = (list: string): string => `
    case
      when cardinality(${list}) < 2 then array_to_string(${list}, '|')
      else array_to_string(array(select value from unnest(${list}) as value order by value collate "C"), '|')
    end`;

export const projectMember = rowSource({
  entity: 'projectMember',
  // The account is the project's own, not the copy that the member's foreign key needs.
  from: `project_members m
    join projects p on p.id = m.project_id
    join accounts a on a.id = p.account_id
    join users u on u.id = m.user_id
    left join companies c on c.id = m.company_id`,
  account: 'a.external_id',
  externalId: `p.external_id || ':' || u.external_id`,
  user: 'u.external_id',
  company: 'c.external_id',
  columns: ['p.external_id', 'u.email_key', 'm.access_level', sorted('m.roles'), sorted('m.services'), 'c.name_key', 'm.status'],
});
