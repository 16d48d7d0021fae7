import { rowSource } from '../row-source.ts';

/** Of accounts that Field does not have: HQ has created them, and they are on their way, or Field refuses them. */
const peopleOfOwnAccounts = `
    select m.user_id from accounts a join account_members m on m.account_id = a.id where a.external_id is null`;

export const user = rowSource({
  entity: 'user',
  from: 'users u',
  account: null,
  compared: `(u.external_id is not null or u.id not in (${peopleOfOwnAccounts}))`,
  externalId: 'u.external_id',
  user: 'u.external_id',
  company: null,
  columns: ['u.email_key', 'u.autodesk_id', 'u.oxygen_uid', 'u.email', 'u.first_name', 'u.last_name', 'u.phone', 'u.job_title', 'u.status'],
});
