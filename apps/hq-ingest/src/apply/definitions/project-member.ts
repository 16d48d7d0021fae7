import type { ProjectMember } from '@hq-field/contracts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Join } from './join.ts';
import { companyOfAccount, parent } from './missing-parents.ts';

const servicesOf = (data: ProjectMember): string[] => data.services.map(({ service, access }) => `${service}:${access}`);

export const projectMember: Join<ProjectMember> = {
  entity: 'projectMember',
  table: 'project_members',
  left: { entity: 'project', table: 'projects', column: 'project_id', externalId: (data) => data.project },
  right: { entity: 'user', table: 'users', column: 'user_id', externalId: (data) => data.user },
  company: (data) => data.company,
  needsAccountMember: true,
  stored: [
    { column: 'access_level', type: 'text', value: (data) => data.accessLevel, literal: (data) => data.accessLevel },
    { column: 'roles', type: 'text[]', value: (data) => JSON.stringify(data.roles), literal: (data) => arrayLiteral(data.roles) },
    {
      column: 'services',
      type: 'text[]',
      value: (data) => JSON.stringify(servicesOf(data)),
      literal: (data) => arrayLiteral(servicesOf(data)),
    },
    { column: 'status', type: 'text', value: (data) => data.status, literal: (data) => data.status },
  ],
  missing: (data, row) => [
    ...parent('project', 'project', data.project, row.leftId),
    ...parent('user', 'user', data.user, row.rightId),
    ...(row.isMember || row.account === null ? [] : parent('user', 'accountMember', `${row.account}:${data.user}`, null)),
    ...companyOfAccount(data.company, row),
  ],
};
