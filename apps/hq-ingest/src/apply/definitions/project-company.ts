import type { ProjectCompany } from '@hq-field/contracts';
import type { Join } from './join.ts';
import { companyOfAccount, parent } from './missing-parents.ts';

export const projectCompany: Join<ProjectCompany> = {
  entity: 'projectCompany',
  table: 'project_companies',
  left: { entity: 'project', table: 'projects', column: 'project_id', externalId: (data) => data.project },
  right: { entity: 'company', table: 'companies', column: 'company_id', externalId: (data) => data.company },
  needsAccountMember: false,
  stored: [],
  missing: (data, row) => {
    const project = parent('project', 'project', data.project, row.leftId);
    const company = companyOfAccount(data.company, row);
    // Company and project of different accounts: either may be the one whose move has not arrived.
    const isElsewhere = row.leftId !== null && row.rightId !== null && company.length > 0;
    return isElsewhere ? [...company, ...parent('project', 'project', data.project, null)] : [...project, ...company];
  },
};
