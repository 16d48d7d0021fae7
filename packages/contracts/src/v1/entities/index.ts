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

/** What names a record on the wire, and by what HQ finds a row that stands for it already. */
export const entityKeys = {
  account: { externalId: "the account's guid in Field", natural: null },
  user: { externalId: "guid of the person's canonical login (lowest id among the living)", natural: 'oxygenUid, else the key of email' },
  company: { externalId: 'guid of the canonical company (lowest id among the living)', natural: 'account, key of name' },
  accountMember: { externalId: '<account>:<person>', natural: 'account, user' },
  project: { externalId: "the project's guid in Field", natural: 'account, key of name, among those that are not archived' },
  projectCompany: { externalId: '<project>:<company>', natural: 'project, company' },
  projectMember: { externalId: '<project>:<person>', natural: 'project, user' },
} as const satisfies Record<Entity, { externalId: string; natural: string | null }>;
