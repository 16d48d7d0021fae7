import type { Entity } from '@hq-field/contracts';
import type { RowSource } from '../row-source.ts';
import { account } from './account.ts';
import { accountMember } from './account-member.ts';
import { company } from './company.ts';
import { project } from './project.ts';
import { projectCompany } from './project-company.ts';
import { projectMember } from './project-member.ts';
import { user } from './user.ts';

/** Rows of every entity. */
export const rowSources: Record<Entity, RowSource> = { account, user, company, accountMember, project, projectCompany, projectMember };

/** What is read for the rows of an entity in one account, or of all people: a user is in the accounts whose rows of accountMember name them. */
export function placedBy(entity: Entity, account: string | null): RowSource {
  return entity === 'user' && account !== null ? accountMember : rowSources[entity];
}
