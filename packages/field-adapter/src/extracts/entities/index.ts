import type { Entity } from '@hq-field/contracts';
import type { RowPart } from '../part.ts';
import { account } from './account.ts';
import { accountMember } from './account-member.ts';
import { company } from './company.ts';
import { project } from './project.ts';
import { projectCompany } from './project-company.ts';
import { projectMember } from './project-member.ts';
import { user } from './user.ts';

/** The rows of each entity. */
export const rowParts: Record<Entity, RowPart> = { account, user, company, accountMember, project, projectCompany, projectMember };

/** Parts that no other part reads: of many rows, and to be summed they need no table. */
export const leafParts: readonly RowPart[] = [projectCompany, projectMember];
