import { z } from 'zod';
import { externalId } from '../text.ts';
import { roles } from '../vocabularies/roles.ts';
import { services } from '../vocabularies/services.ts';

export const accessLevels = ['project_admin', 'project_user'] as const;
export const serviceAccesses = ['admin', 'user'] as const;
export const projectMemberStatuses = ['active', 'inactive'] as const;

/** A person on a project; an accountMember of the same account. externalId: `<project>:<person>`. Natural key: (project, user). */
export const projectMember = z.strictObject({
  /** externalId of the project. Source: contacts.project_id. */
  project: externalId(),
  /** externalId of the user. Source: contacts.user_id, by person. */
  user: externalId(),
  /** Source: contacts.project_admin or the token project_admin in contacts.roles; the strongest of duplicates. */
  accessLevel: z.enum(accessLevels),
  /** Sorted, without repeats. Source: contacts.roles; duplicates unite. */
  roles: z.array(z.enum(roles)).max(roles.length),
  /** Sorted by service, without repeats. Source: being on a project of Field gives `field`, admin for its administrators. */
  services: z.array(z.strictObject({ service: z.enum(services), access: z.enum(serviceAccesses) })).max(services.length),
  /** externalId of the person's company on this project. Source: contacts.company_id, by canonical company. */
  company: externalId().nullable(),
  /** Source: contacts.status; the strongest of duplicates. */
  status: z.enum(projectMemberStatuses),
});

export type ProjectMember = z.infer<typeof projectMember>;
