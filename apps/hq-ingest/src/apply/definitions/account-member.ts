import type { AccountMember } from '@hq-field/contracts';
import type { Join } from './join.ts';
import { companyOfAccount, parent } from './missing-parents.ts';

export const accountMember: Join<AccountMember> = {
  entity: 'accountMember',
  table: 'account_members',
  left: { entity: 'account', table: 'accounts', column: 'account_id', externalId: (data) => data.account },
  right: { entity: 'user', table: 'users', column: 'user_id', externalId: (data) => data.user },
  company: (data) => data.company,
  needsAccountMember: false,
  stored: [
    { column: 'role', type: 'text', value: (data) => data.role, literal: (data) => data.role },
    { column: 'status', type: 'text', value: (data) => data.status, literal: (data) => data.status },
  ],
  missing: (data, row) => [
    ...parent('account', 'account', data.account, row.leftId),
    ...parent('user', 'user', data.user, row.rightId),
    ...companyOfAccount(data.company, row),
  ],
};
