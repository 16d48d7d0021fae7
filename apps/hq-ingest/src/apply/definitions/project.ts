import { nameKey, type Project } from '@hq-field/contracts';
import type { Resource } from './resource.ts';
import { storedFields } from './stored-field.ts';

export const project: Resource<Project> = {
  entity: 'project',
  table: 'projects',
  stored: storedFields(
    [
      'name',
      'jobNumber',
      'projectType',
      'status',
      'startDate',
      'endDate',
      'value',
      'currency',
      'timezone',
      'language',
      'addressLine1',
      'addressLine2',
      'city',
      'stateOrProvince',
      'postalCode',
      'country',
      'constructionType',
      'contractType',
      'template',
      'trial',
    ],
    { startDate: 'date', endDate: 'date', value: 'numeric', template: 'boolean', trial: 'boolean' },
  ),
  // An archived project reserves no name.
  uniqueValues: [
    {
      field: 'name',
      column: 'live_name_key',
      taken: 'name_taken',
      key: (data) => (data.status === 'archived' ? null : nameKey(data.name)),
    },
  ],
  account: (data) => data.account,
  hqId: (data) => data.hqId?.toLowerCase() ?? null,
};
