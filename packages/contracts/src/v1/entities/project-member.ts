import { z } from 'zod';
import { list } from '../list.ts';
import { externalId } from '../text.ts';
import { roles } from '../vocabularies/roles.ts';
import { services } from '../vocabularies/services.ts';
import { words } from '../words.ts';

export const accessLevels = ['project_admin', 'project_user'] as const;
export const serviceAccesses = ['admin', 'user'] as const;
export const projectMemberStatuses = ['active', 'inactive'] as const;

const serviceAccess = z.strictObject({
  service: z.enum(services).register(words, { meaning: 'Key of a service of HQ.' }),
  access: z.enum(serviceAccesses).register(words, { meaning: 'What the person may do in the service.' }),
});

export const projectMember = z
  .strictObject({
    project: externalId().register(words, { meaning: 'externalId of the project.', source: 'contacts.project_id' }),
    user: externalId().register(words, { meaning: 'externalId of the user.', source: 'contacts.user_id, by person' }),
    accessLevel: z.enum(accessLevels).register(words, {
      meaning: 'What the person may do on the project; the strongest of duplicates.',
      source: 'contacts.project_admin, or the token project_admin in contacts.roles',
    }),
    roles: list(z.enum(roles), roles.length).register(words, {
      meaning: "The person's industry roles, sorted, without repeats; roles of duplicates unite.",
      source: 'contacts.roles',
    }),
    services: list(serviceAccess, services.length).register(words, {
      meaning: 'The services of HQ that the person may use, sorted by service, without repeats. Being on a project of Field gives `field`.',
      source: 'contacts; admin for administrators of the project',
    }),
    company: externalId().nullable().register(words, {
      meaning: "externalId of the person's company on this project.",
      source: 'contacts.company_id, by canonical company',
    }),
    status: z.enum(projectMemberStatuses).register(words, {
      meaning: 'Whether the membership is in use; the strongest of duplicates.',
      source: 'contacts.status',
    }),
  })
  .register(words, { meaning: 'A person on a project, who is an accountMember of the same account.' });

export type ProjectMember = z.infer<typeof projectMember>;
