import type { Account } from '../v1/entities/account.ts';
import type { AccountMember } from '../v1/entities/account-member.ts';
import type { Company } from '../v1/entities/company.ts';
import type { ProjectCompany } from '../v1/entities/project-company.ts';
import type { ProjectMember } from '../v1/entities/project-member.ts';
import type { Project } from '../v1/entities/project.ts';
import type { User } from '../v1/entities/user.ts';

// Records with everything that the contract demands; the caller names what its check is about.

export interface Alive<Data> {
  externalId: string;
  version: number;
  deleted: false;
  data: Data;
}

function alive<Data>(externalId: string, version: number, data: Data): Alive<Data> {
  return { externalId, version, deleted: false, data };
}

const noAddress = { addressLine1: null, addressLine2: null, city: null, stateOrProvince: null, postalCode: null, country: null };

/** A record of each entity that the contract accepts. */
export const sample = {
  account(externalId: string, data: Partial<Account> = {}, version = 0) {
    return alive<Account>(externalId, version, {
      name: externalId,
      kind: 'paid',
      trialEndsOn: null,
      status: 'active',
      country: null,
      timezone: null,
      language: 'en',
      currency: 'USD',
      hqId: null,
      ...data,
    });
  },
  user(externalId: string, data: Partial<User> = {}, version = 0) {
    return alive<User>(externalId, version, {
      email: `${externalId}@example.com`,
      autodeskId: null,
      oxygenUid: null,
      firstName: 'A',
      lastName: null,
      phone: null,
      jobTitle: null,
      status: 'active',
      formerly: [],
      ...data,
    });
  },
  company(account: string, externalId: string, data: Partial<Company> = {}, version = 0) {
    return alive<Company>(externalId, version, {
      account,
      name: externalId,
      trade: null,
      category: null,
      ...noAddress,
      phone: null,
      websiteUrl: null,
      description: null,
      taxId: null,
      erpId: null,
      formerly: [],
      ...data,
    });
  },
  accountMember(account: string, user: string, data: Partial<AccountMember> = {}, version = 0) {
    const rest = { role: 'account_user', status: 'active', company: null } as const;
    return alive<AccountMember>(`${account}:${user}`, version, { account, user, ...rest, ...data });
  },
  project(account: string, externalId: string, data: Partial<Project> = {}, version = 0) {
    return alive<Project>(externalId, version, {
      account,
      name: externalId,
      jobNumber: null,
      projectType: 'Other',
      status: 'active',
      startDate: '2020-01-01',
      endDate: '2021-01-01',
      value: '0.00',
      currency: 'USD',
      timezone: null,
      language: 'en',
      ...noAddress,
      constructionType: null,
      contractType: null,
      template: false,
      trial: false,
      hqId: null,
      ...data,
    });
  },
  projectCompany(project: string, company: string, version = 0) {
    return alive<ProjectCompany>(`${project}:${company}`, version, { project, company });
  },
  projectMember(project: string, user: string, data: Partial<ProjectMember> = {}, version = 0) {
    return alive<ProjectMember>(`${project}:${user}`, version, {
      project,
      user,
      accessLevel: 'project_user',
      roles: ['Architect'],
      services: [{ service: 'field', access: 'user' }],
      company: null,
      status: 'active',
      ...data,
    });
  },
  /** A tombstone. */
  gone(externalId: string, version: number): { externalId: string; version: number; deleted: true; data: null } {
    return { externalId, version, deleted: true, data: null };
  },
};
