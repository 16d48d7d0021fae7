import { rowSource } from '../row-source.ts';

export const user = rowSource({
  entity: 'user',
  from: 'users u',
  account: null,
  externalId: 'u.external_id',
  user: 'u.external_id',
  company: null,
  columns: ['u.email_key', 'u.autodesk_id', 'u.oxygen_uid', 'u.email', 'u.first_name', 'u.last_name', 'u.phone', 'u.job_title', 'u.status'],
});
