import { type Company, nameKey } from '@hq-field/contracts';
import type { Resource } from './resource.ts';
import { storedFields } from './stored-field.ts';

export const company: Resource<Company> = {
  entity: 'company',
  table: 'companies',
  stored: storedFields([
    'name',
    'trade',
    'category',
    'addressLine1',
    'addressLine2',
    'city',
    'stateOrProvince',
    'postalCode',
    'country',
    'phone',
    'websiteUrl',
    'description',
    'taxId',
    'erpId',
  ]),
  uniqueValues: [{ field: 'name', column: 'name_key', taken: 'name_taken', key: (data) => nameKey(data.name) }],
  account: (data) => data.account,
  formerly: (data) => data.formerly,
};
