import { randomUUID } from 'node:crypto';
import type { Random } from '../generator/random.ts';
import {
  cities,
  companyKinds,
  companyWords,
  currencies,
  firstNames,
  lastNames,
  projectTypes,
  projectWords,
  roleTokens,
} from '../generator/words.ts';
import { type Connection, insert } from './rows.ts';

// Guids and e-mails of new rows are fresh in every run: a second run with the same seed must not collide with the first.

export const newUid = (): string => `OX${randomUUID().slice(0, 13)}`;
export const newEmail = (random: Random): string =>
  `${random.pick(firstNames)}.${random.pick(lastNames)}.${randomUUID().slice(0, 8)}@example.com`;
export const newCompanyName = (random: Random): string =>
  `${random.pick(companyWords)} ${random.pick(companyKinds)} ${randomUUID().slice(0, 6)}`;
export const newProjectName = (random: Random): string =>
  `${random.pick(projectWords)} ${random.pick(projectWords)} ${randomUUID().slice(0, 6)}`;
export const newRoles = (random: Random): string => [random.pick(roleTokens), random.pick(roleTokens)].slice(random.below(2)).join(',');
/** A day of the years 2015 to 2018; always before `endDay`. */
export const startDay = (random: Random): string => `${2015 + random.below(4)}-0${1 + random.below(9)}-${10 + random.below(18)}`;
export const endDay = (random: Random): string => `${2019 + random.below(4)}-1${random.below(3)}-${10 + random.below(18)}`;

export async function createLogin(
  sql: Connection,
  random: Random,
  fixed: { email?: string | null; uid?: string | null } = {},
): Promise<string> {
  return insert(sql, 'users', {
    guid: randomUUID(),
    email: fixed.email === undefined ? newEmail(random) : fixed.email,
    oxygen_uid: fixed.uid === undefined ? (random.chance(0.7) ? newUid() : null) : fixed.uid,
    first_name: random.pick(firstNames),
    last_name: random.pick(lastNames),
    crypted_password: 'never-leaves-field',
    status: random.pick(['active', 'active', 'invited', null]),
  });
}

export async function createMembership(
  sql: Connection,
  random: Random,
  account: string,
  user: string,
  company: string | null,
): Promise<string> {
  return insert(sql, 'account_users', {
    account_id: account,
    user_id: user,
    company_id: company,
    role: random.chance(0.1) ? 'admin' : 'member',
    status: 'active',
  });
}

export async function createCompany(sql: Connection, random: Random, account: string, name = newCompanyName(random)): Promise<string> {
  const address = random.chance(0.6) ? await createAddress(sql, random) : null;
  return insert(sql, 'companies', {
    guid: randomUUID(),
    account_id: account,
    name,
    ctype: 'Concrete',
    category: 'Contractor',
    telephone: '+1 617 555 0100',
    address_id: address,
  });
}

export async function createAddress(sql: Connection, random: Random): Promise<string> {
  return insert(sql, 'addresses', {
    address1: `${1 + random.below(500)} New Street`,
    city: random.pick(cities),
    postal_code: String(10_000 + random.below(80_000)),
    country: 'United States',
  });
}

export async function createProject(sql: Connection, random: Random, account: string, name = newProjectName(random)): Promise<string> {
  return insert(sql, 'projects', {
    guid: randomUUID(),
    account_id: account,
    name,
    ptype: random.pick(projectTypes),
    status: 'active',
    is_active: true,
    cost: (random.below(1e9) / 100).toFixed(2),
    cost_currency: random.pick(currencies),
    start_date: startDay(random),
    completion_date: endDay(random),
    time_zone: 'America/New_York',
    locale: 'en',
    address_id: random.chance(0.5) ? await createAddress(sql, random) : null,
  });
}

export async function createContact(
  sql: Connection,
  random: Random,
  project: string,
  user: string,
  company: string | null,
): Promise<string> {
  return insert(sql, 'contacts', {
    guid: randomUUID(),
    project_id: project,
    user_id: user,
    company_id: company,
    roles: newRoles(random),
    project_admin: random.chance(0.1),
    status: 'active',
  });
}
