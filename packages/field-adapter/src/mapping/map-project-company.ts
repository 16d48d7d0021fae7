import type { CanonicalProjectCompany } from '../field-db/records.ts';
import { type Mapped, mapped, RefusedError } from './mapped.ts';
import { livingProject } from './memberships.ts';

export function mapProjectCompany(row: CanonicalProjectCompany): Mapped<'projectCompany'> {
  return mapped(() => {
    const project = livingProject(row.project);
    if (row.company === null || !row.companyUsable) {
      throw new RefusedError(
        'parent_missing',
        'company',
        'the company is missing, deleted, or of another account than the project',
        row.company === null ? null : { entity: 'company', externalId: row.company },
      );
    }
    return { project, company: row.company };
  });
}
