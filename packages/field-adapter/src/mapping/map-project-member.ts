import type { CanonicalProjectMember } from '../field-db/records.ts';
import { livingAccount } from './map-company.ts';
import { type Mapped, mapped } from './mapped.ts';
import { livingProject, livingUser, membershipCompany, membershipStatus } from './memberships.ts';
import { rolesOf } from './words.ts';

export function mapProjectMember(row: CanonicalProjectMember): Mapped<'projectMember'> {
  return mapped((note) => {
    const project = livingProject(row.project);
    livingAccount(row.account);
    const user = livingUser(row.user, row.userLiving);
    if (row.rows.length > 1) note('project-member-merged');
    const { roles, administrator } = rolesOf(
      row.rows.map((contact) => contact.roles),
      note,
    );
    const administers = administrator || row.rows.some((contact) => contact.projectAdmin === true);
    return {
      project,
      user,
      accessLevel: administers ? 'project_admin' : 'project_user',
      roles,
      services: [{ service: 'field', access: administers ? 'admin' : 'user' }],
      company: membershipCompany(row.rows, note),
      status:
        membershipStatus(
          row.rows.map((contact) => contact.status),
          note,
        ) === 'inactive'
          ? 'inactive'
          : 'active',
    };
  });
}
