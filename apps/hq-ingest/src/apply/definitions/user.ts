import { emailKey, type User } from '@hq-field/contracts';
import type { Resource } from './resource.ts';
import { storedFields } from './stored-field.ts';

export const user: Resource<User> = {
  entity: 'user',
  table: 'users',
  stored: storedFields(['email', 'autodeskId', 'oxygenUid', 'firstName', 'lastName', 'phone', 'jobTitle', 'status']),
  uniqueValues: [
    { field: 'oxygenUid', column: 'uid_key', taken: 'uid_taken', key: (data) => data.oxygenUid },
    { field: 'email', column: 'email_key', taken: 'email_taken', key: (data) => emailKey(data.email) },
  ],
  formerly: (data) => data.formerly,
};
