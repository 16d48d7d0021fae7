import { rowSource } from '../row-source.ts';

export const account = rowSource({
  entity: 'account',
  from: 'accounts a',
  account: 'a.external_id',
  externalId: 'a.external_id',
  user: null,
  company: null,
  columns: [
    'a.external_id',
    'a.name',
    'a.kind',
    'a.status',
    'a.trial_ends_on::text',
    'a.country',
    'a.timezone',
    'a.language',
    'a.currency',
  ],
});
