import { rowSource } from '../row-source.ts';

export const accountMember = rowSource({
  entity: 'accountMember',
  from: `account_members m
    join accounts a on a.id = m.account_id
    join users u on u.id = m.user_id
    left join companies c on c.id = m.company_id`,
  account: 'a.external_id',
  externalId: `a.external_id || ':' || u.external_id`,
  user: 'u.external_id',
  company: 'c.external_id',
  columns: ['a.external_id', 'u.email_key', 'm.role', 'm.status', 'c.name_key'],
});
