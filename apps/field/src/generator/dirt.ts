import type { Random } from './random.ts';

/** Every kind of dirt, with the share of the rows it may fall on. Shares of what ends in quarantine add up to one or two in a hundred. */
export const dirt = {
  'login-spelled-twice': { share: 0.01, what: 'a person has a second login whose e-mail differs in case, spaces or Unicode form' },
  'login-two-emails': { share: 0.006, what: 'one uid stands on two logins with different e-mails' },
  'login-uid-conflict': { share: 0.0006, what: 'one e-mail stands on two logins with different uids' },
  'login-email-missing': { share: 0.001, what: 'a login has no e-mail' },
  'login-email-malformed': { share: 0.001, what: 'an e-mail has no @, two, or spaces' },
  'login-without-uid': { share: 0.3, what: 'a login has no uid' },
  'login-status-null': { share: 0.08, what: 'a login has no status, with or without a last visit' },
  'login-status-odd': { share: 0.0005, what: 'a login has a status that nobody knows' },
  'login-deleted': { share: 0.02, what: 'a login is soft-deleted and its rows are not' },
  'name-odd': {
    share: 0.01,
    what: 'a name has blanks, right-to-left marks, emoji, quotes, a formula, markup or a reserved word of JavaScript',
  },
  'account-unnamed': { share: 0.002, what: 'an account has no name' },
  'account-deleted': { share: 0.01, what: 'an account is soft-deleted and its projects are not' },
  'account-trial': { share: 0.15, what: 'an account is on trial, by its own date or by free_trials' },
  'account-trial-endless': { share: 0.002, what: 'an account is on trial and nobody knows until when' },
  'account-trial-converted': { share: 0.05, what: 'an account on trial has a converted free trial' },
  'account-status-null': { share: 0.1, what: 'an account has no status' },
  'company-twice': { share: 0.04, what: 'a company stands twice, spelled differently' },
  'company-near': { share: 0.03, what: 'a company has a twin that differs by its legal form' },
  'company-deleted': { share: 0.02, what: 'a company is soft-deleted and rows refer to it' },
  'company-unnamed': { share: 0.002, what: 'a company has no name' },
  'company-stray': { share: 0.001, what: 'a company is of no account, or of one that never was' },
  'company-description-long': { share: 0.0002, what: 'a company has a description of a megabyte' },
  'address-long': { share: 0.001, what: 'the second and third line of an address are too long together' },
  'country-odd': { share: 0.08, what: 'a country is an alias, a code in lower case, or rubbish' },
  'zone-odd': { share: 0.1, what: 'a time zone is a Rails name, one that HQ lacks, or rubbish' },
  'locale-odd': { share: 0.2, what: 'a locale is missing or of a language that HQ lacks' },
  'member-twice': { share: 0.01, what: 'a person is a member of an account twice, with different roles' },
  'member-deleted': { share: 0.02, what: 'a membership is soft-deleted' },
  'member-null': { share: 0.05, what: 'a membership has no role or status' },
  'member-role-odd': { share: 0.0005, what: 'a membership has a role that nobody knows' },
  'member-stray': { share: 0.0005, what: 'a membership is of no account, or of a login that never was' },
  'project-name-reserved': { share: 0.05, what: 'a project name has characters that HQ refuses, or double spaces' },
  'project-name-long': { share: 0.002, what: 'a project name is longer than 255' },
  'project-name-twice': { share: 0.005, what: 'two live projects of an account have one name' },
  'project-name-reused': { share: 0.02, what: 'an archived or deleted project has the name of a live one' },
  'project-number-long': { share: 0.002, what: 'a job number is longer than 100' },
  'project-deleted': { share: 0.02, what: 'a project is soft-deleted and its contacts are not' },
  'project-stray': { share: 0.001, what: 'a project is of no account, or of one that never was' },
  'project-cost-odd': { share: 0.1, what: 'a cost is missing, has 15 digits, or is zero' },
  'project-cost-negative': { share: 0.002, what: 'a cost is negative' },
  'project-currency-odd': { share: 0.15, what: 'a currency is missing, a symbol, or in lower case' },
  'project-currency-unknown': { share: 0.002, what: 'a currency is a word that nobody knows' },
  'project-dates-odd': { share: 0.15, what: 'dates are missing, reversed, of year 1 or of year 9999' },
  'project-dates-infinite': { share: 0.001, what: 'a date is infinite' },
  'project-type-odd': { share: 0.2, what: 'a project type is spelled differently, custom, or missing' },
  'contact-no-member': { share: 0.02, what: 'a person on a project is no member of its account' },
  'contact-twice': { share: 0.01, what: 'a person is on a project twice, with different roles' },
  'contact-stray': { share: 0.002, what: 'a contact has no login, or one that never was' },
  'contact-roles-odd': { share: 0.1, what: 'roles have blanks, unknown tokens, or the token of the administrator' },
  'contact-status-null': { share: 0.05, what: 'a contact has no status' },
  'contact-company-foreign': { share: 0.01, what: 'a contact refers to a company of another account' },
  'contact-deleted': { share: 0.02, what: 'a contact is soft-deleted' },
} as const satisfies Record<string, { share: number; what: string }>;

export type Dirt = keyof typeof dirt;

/** Decides by the shares, and counts. */
export class Dirtier {
  readonly counts: Partial<Record<Dirt, number>> = {};
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  falls(kind: Dirt): boolean {
    if (!this.#random.chance(dirt[kind].share)) return false;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    return true;
  }
}
