import type { Account } from '@hq-field/contracts';
import { accounts } from '../../hq-db/tables/index.ts';
import type { Resource } from './resource.ts';
import { storedFields } from './stored-field.ts';

export const account: Resource<Account> = {
  entity: 'account',
  table: 'accounts',
  stored: storedFields(accounts, ['name', 'kind', 'trialEndsOn', 'status', 'country', 'timezone', 'language', 'currency']),
  uniqueValues: [],
  hqId: (data) => data.hqId,
};
