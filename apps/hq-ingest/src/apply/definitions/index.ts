import type { Fields } from '../batch.ts';
import { account } from './account.ts';
import { accountMember } from './account-member.ts';
import { company } from './company.ts';
import type { Join } from './join.ts';
import { project } from './project.ts';
import { projectCompany } from './project-company.ts';
import { projectMember } from './project-member.ts';
import type { Resource } from './resource.ts';
import { user } from './user.ts';

export type Step = { kind: 'resource'; resource: Resource<Fields> } | { kind: 'join'; join: Join<Fields> };

/** How each entity is applied, in dependency order. The contract has checked the fields before they are read here. */
export const steps: readonly Step[] = [
  { kind: 'resource', resource: account },
  { kind: 'resource', resource: user },
  { kind: 'resource', resource: company },
  { kind: 'join', join: accountMember },
  { kind: 'resource', resource: project },
  { kind: 'join', join: projectCompany },
  { kind: 'join', join: projectMember },
];
