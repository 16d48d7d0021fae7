import type { z } from 'zod';
import { account } from './account.ts';
import { accountMember } from './account-member.ts';
import { company } from './company.ts';
import { project } from './project.ts';
import { projectCompany } from './project-company.ts';
import { projectMember } from './project-member.ts';
import { user } from './user.ts';

/** Every entity in dependency order: a record's parents are of entities before its own. */
export const entities = { account, user, company, accountMember, project, projectCompany, projectMember } as const;

export type Entity = keyof typeof entities;
export type EntityData = { [E in Entity]: z.infer<(typeof entities)[E]> };

/** The names, in dependency order. */
export const entityNames = Object.keys(entities) as Entity[];
