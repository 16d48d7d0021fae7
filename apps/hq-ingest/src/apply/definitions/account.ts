import type { Account } from '@hq-field/contracts';
import type { Resource } from './resource.ts';
import { storedFields } from './stored-field.ts';

export const account: Resource<Account> = {
  entity: 'account',
  table: 'accounts',
  stored: storedFields(['name', 'kind', 'trialEndsOn', 'status', 'country', 'timezone', 'language', 'currency'], { trialEndsOn: 'date' }),
  uniqueValues: [],
  hqId: (data) => data.hqId?.toLowerCase() ?? null,
};
