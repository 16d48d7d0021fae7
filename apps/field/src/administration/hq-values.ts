import {
  type ChangeAccountInput,
  type ChangeCompanyInput,
  type ChangeMemberInput,
  type ChangeProjectInput,
  type ChangeProjectMemberInput,
  roles,
} from '@hq-field/contracts';
import type { AccountValues, CompanyValues, MemberValues, ProjectMemberValues, ProjectValues } from './administration.ts';
import { orNull } from './fenced.ts';

// What the pages show and take, in the words of HQ and back. Pure. What HQ takes is checked before it is sent (hq-mistakes.ts), so what goes
// there may hold anything that somebody can type.

export type HqAccount = NonNullable<ChangeAccountInput['values']>;
export type HqMember = NonNullable<ChangeMemberInput['values']>;
export type HqCompany = NonNullable<ChangeCompanyInput['values']>;
export type HqProject = NonNullable<ChangeProjectInput['values']>;
export type HqProjectMember = NonNullable<ChangeProjectMemberInput['values']>;

/** Values on their way to HQ, before they are checked. */
type Unchecked<Values> = { [Name in keyof Values]: unknown };

const orEmpty = (value: string | null): string => value ?? '';

export const accountFromHq = ({ name, country, timezone, language }: HqAccount): AccountValues => ({
  name,
  country: orEmpty(country),
  timeZone: orEmpty(timezone),
  language: orEmpty(language),
});
export const accountToHq = ({ name, country, timeZone, language }: AccountValues): Unchecked<HqAccount> => ({
  name,
  country: orNull(country),
  timezone: orNull(timeZone),
  language: orNull(language),
});

const memberStatuses = { active: 'active', invited: 'pending', disabled: 'inactive' } as const;
const isMemberStatus = (status: string): status is keyof typeof memberStatuses => Object.hasOwn(memberStatuses, status);

export const memberFromHq = ({ role, status, company }: HqMember): MemberValues => ({
  role: role === 'account_admin' ? 'admin' : 'member',
  status: status === 'pending' ? 'invited' : status === 'inactive' ? 'disabled' : 'active',
  company: orEmpty(company),
});
export const memberToHq = ({ role, status, company }: MemberValues): Unchecked<HqMember> => ({
  role: role === 'admin' ? 'account_admin' : 'account_user',
  status: isMemberStatus(status) ? memberStatuses[status] : status,
  company: orNull(company),
});

export const companyFromHq = ({ name, trade, category, websiteUrl, phone }: HqCompany): CompanyValues => ({
  name,
  trade: orEmpty(trade),
  category: orEmpty(category),
  website: orEmpty(websiteUrl),
  telephone: orEmpty(phone),
});
export const companyToHq = ({ name, trade, category, website, telephone }: CompanyValues): Unchecked<HqCompany> => ({
  name,
  trade: orNull(trade),
  category: orNull(category),
  websiteUrl: orNull(website),
  phone: orNull(telephone),
});

export const projectFromHq = (project: HqProject): ProjectValues => ({
  name: project.name,
  identifier: orEmpty(project.jobNumber),
  type: project.projectType,
  startDate: project.startDate,
  completionDate: project.endDate,
  cost: project.value,
  currency: project.currency,
  status: project.status === 'archived' ? 'archived' : 'active',
});
/** `stored` keeps its status while nobody has archived or revived the project: HQ knows more of them than the page. */
export const projectToHq = (values: ProjectValues, stored: HqProject | null): Unchecked<HqProject> => {
  const wasArchived = stored?.status === 'archived';
  const isArchived = values.status === 'archived';
  return {
    name: values.name,
    jobNumber: orNull(values.identifier),
    projectType: values.type,
    status: stored !== null && wasArchived === isArchived ? stored.status : isArchived ? 'archived' : 'active',
    startDate: values.startDate,
    endDate: values.completionDate,
    value: amount(values.cost),
    currency: values.currency,
  };
};

/** 12.5 as 12.50; what is no number stays as it was typed. */
function amount(cost: string): string {
  const found = /^0*(\d+)(?:\.(\d{1,2}))?$/u.exec(cost);
  return found === null ? cost : `${found[1]}.${(found[2] ?? '').padEnd(2, '0')}`;
}

const tokenOf = (role: string): string => role.toLowerCase().replaceAll(' ', '_');
const roleOf = new Map<string, string>(roles.map((role) => [tokenOf(role), role]));

export const projectMemberFromHq = ({ accessLevel, roles: held, company }: HqProjectMember): ProjectMemberValues => ({
  roles: held.map(tokenOf),
  projectAdmin: accessLevel === 'project_admin' ? 'yes' : '',
  company: orEmpty(company),
});
export const projectMemberToHq = ({ roles: chosen, projectAdmin, company }: ProjectMemberValues): Unchecked<HqProjectMember> => ({
  accessLevel: projectAdmin === 'yes' ? 'project_admin' : 'project_user',
  roles: chosen.map((token) => roleOf.get(token) ?? token),
  company: orNull(company),
});
