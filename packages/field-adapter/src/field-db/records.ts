import type { Entity } from '@hq-field/contracts';

/** The unit that holds what belongs to no account: people without an account, rows whose account is missing. */
export const unassignedAccount = 'unassigned';

/** Name of the schema that holds the identity tables: the installed one, or the session's own for a dry run. */
export type IdentitySchema = 'outbound' | 'pg_temp';

/** An account with its id in Field's tables. */
export interface LocalAccount {
  id: string;
  externalId: string;
}

/**
 * Which records to read: those of some accounts behind a key in bytewise order (null: from the beginning; accounts null: of no
 * account), or those with the given externalIds.
 */
export type ReadScope = { accounts: readonly LocalAccount[] | null; after: string | null } | { keys: readonly string[] };

export interface CanonicalAccount {
  externalId: string;
  name: string | null;
  status: string | null;
  isTrial: boolean | null;
  /** The newest of trial_expires_on and the account's free trials. */
  trialEndsOn: string | null;
  converted: boolean;
  country: string | null;
  timeZone: string | null;
  locale: string | null;
  defaultCurrency: string | null;
  hqIdentifier: string | null;
}

export interface CanonicalLogin {
  email: string | null;
  autodeskLogin: string | null;
  oxygenUid: string | null;
  firstName: string | null;
  lastName: string | null;
  telephone: string | null;
  jobTitle: string | null;
  status: string | null;
  everLoggedIn: boolean;
}

export interface CanonicalUser {
  externalId: string;
  /** An e-mail of the person stands with several uids. */
  conflict: boolean;
  /** Living logins, newest first. */
  logins: CanonicalLogin[];
  formerly: string[];
}

export interface CanonicalAddress {
  address1: string | null;
  address2: string | null;
  address3: string | null;
  city: string | null;
  state: string | null;
  postalCode: string | null;
  country: string | null;
}

/** The account a record belongs to; absent when Field has no such row. */
export interface AccountOfRecord {
  externalId: string;
  living: boolean;
}

export interface CanonicalCompany extends CanonicalAddress {
  externalId: string;
  account: AccountOfRecord | null;
  name: string | null;
  ctype: string | null;
  category: string | null;
  url: string | null;
  telephone: string | null;
  dunsNo: string | null;
  einNo: string | null;
  description: string | null;
  formerly: string[];
  /** Living rows united in this record beyond the first. */
  merged: number;
}

export interface CanonicalAccountMember {
  externalId: string;
  account: AccountOfRecord | null;
  /** externalId of the person; null when there is no login. */
  user: string | null;
  userLiving: boolean;
  /** Rows of account_users, lowest id first; empty when the person is a member by a project alone. */
  rows: { role: string | null; status: string | null; company: string | null; companyDropped: boolean }[];
}

export interface CanonicalProject extends CanonicalAddress {
  externalId: string;
  account: AccountOfRecord | null;
  accountCountry: string | null;
  accountCurrency: string | null;
  name: string | null;
  identifier: string | null;
  ptype: string | null;
  status: string | null;
  isActive: boolean | null;
  isTrial: boolean | null;
  converted: boolean;
  template: boolean | null;
  cost: string | null;
  costCurrency: string | null;
  startDate: string | null;
  completionDate: string | null;
  createdOn: string | null;
  timeZone: string | null;
  locale: string | null;
  hqIdentifier: string | null;
  /** A living contact with a living login has the flag project_admin. */
  hasAdministrator: boolean;
  /** Roles of living contacts with living logins that may hold the token project_admin. */
  administratorRoles: string[];
}

export interface CanonicalProjectCompany {
  externalId: string;
  /** externalId of the project's account, for the account's state. */
  account: string | null;
  project: { externalId: string; living: boolean } | null;
  company: string | null;
  /** The company lives and is of the project's account. */
  companyUsable: boolean;
}

export interface CanonicalProjectMember {
  externalId: string;
  account: AccountOfRecord | null;
  project: { externalId: string; living: boolean } | null;
  user: string | null;
  userLiving: boolean;
  /** Contacts, lowest id first. */
  rows: { roles: string | null; projectAdmin: boolean | null; status: string | null; company: string | null; companyDropped: boolean }[];
}

export interface CanonicalRecords {
  account: CanonicalAccount;
  user: CanonicalUser;
  company: CanonicalCompany;
  accountMember: CanonicalAccountMember;
  project: CanonicalProject;
  projectCompany: CanonicalProjectCompany;
  projectMember: CanonicalProjectMember;
}

export type CanonicalRecord<E extends Entity = Entity> = CanonicalRecords[E];
