import { randomUUID } from 'node:crypto';
import { sample } from '../sample-records.ts';
import type { HqUnderTest } from './hq-under-test.ts';

/** A name that no HQ holds yet. */
export function fresh(): string {
  return randomUUID();
}

/** Names of a customer with one record of every entity. */
export interface Customer {
  account: string;
  user: string;
  company: string;
  project: string;
  accountMember: string;
  projectCompany: string;
  projectMember: string;
}

export function freshCustomer(): Customer {
  const [account, user, company, project] = [fresh(), fresh(), fresh(), fresh()];
  return {
    account,
    user,
    company,
    project,
    accountMember: `${account}:${user}`,
    projectCompany: `${project}:${company}`,
    projectMember: `${project}:${user}`,
  };
}

/** One record of every entity of a customer, all of one version. */
export function wholeCustomer({ account, user, company, project }: Customer, version = 0) {
  return {
    account: [sample.account(account, {}, version)],
    user: [sample.user(user, {}, version)],
    company: [sample.company(account, company, {}, version)],
    accountMember: [sample.accountMember(account, user, { company }, version)],
    project: [sample.project(account, project, {}, version)],
    projectCompany: [sample.projectCompany(project, company, version)],
    projectMember: [sample.projectMember(project, user, { company }, version)],
  };
}

/** A customer that HQ holds. */
export async function customerAtHq(hq: HqUnderTest, version = 0): Promise<Customer> {
  const customer = freshCustomer();
  const outcomes = await hq.send(wholeCustomer(customer, version));
  if (!outcomes.every((outcome) => outcome === 'applied'))
    throw new Error(`HQ did not take a whole customer, which this check needs: ${[...new Set(outcomes)].join(', ')}`);
  return customer;
}
