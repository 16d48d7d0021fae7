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
