import type { Random } from './random.ts';

/** One thing that is wrong with Field's data. */
interface DirtKind {
  /** Of the rows that it may fall on. */
  share: number;
  sentence: string;
  /** The first one comes among this many rows at the latest, so that small fields have rare kinds too. 400 unless told. */
  within?: number;
}

/** Every kind of dirt. What ends in quarantine adds up to one or two records in a hundred. */
export const dirt = {
  'login-email-case': { share: 0.004, sentence: 'a person has a second login whose e-mail differs in case' },
  'login-email-blank': { share: 0.003, sentence: 'a person has a second login whose e-mail has blanks around it' },
  'login-email-decomposed': { share: 0.003, sentence: 'a person has a second login whose e-mail is in another Unicode form' },
  'login-uid-on-one-of-two': { share: 0.004, sentence: 'a person has two logins of one e-mail, and only one of them has a uid' },
  'login-two-emails': { share: 0.006, sentence: 'one uid stands on two logins with different e-mails' },
  'login-uid-conflict': { share: 0.0004, sentence: 'one e-mail stands on two logins with different uids' },
  'login-email-missing': { share: 0.0008, sentence: 'a login has no e-mail, or a blank one' },
  'login-email-malformed': { share: 0.0008, sentence: 'an e-mail has no @, two, or spaces' },
  'login-without-uid': { share: 0.3, sentence: 'a login has no uid' },
  'login-status-null': { share: 0.08, sentence: 'a login has no status, with or without a last visit' },
  'login-status-odd': { share: 0.0004, sentence: 'a login has a status that nobody knows' },
  'login-status-spelled': { share: 0.01, sentence: 'a status is written with capitals or blanks' },
  'login-deleted': { share: 0.003, sentence: 'a login is soft-deleted; its memberships and contacts are not' },
  'login-deleted-reused': { share: 0.006, sentence: 'a soft-deleted login has the e-mail of a living one' },
  'name-odd': {
    share: 0.01,
    sentence: 'a name has blanks, right-to-left marks, emoji, quotes, a formula, markup or a reserved word of JavaScript',
  },
  'name-at-the-limit': { share: 0.002, sentence: 'a name has 255 characters, the last ones emoji' },
  'account-unnamed': { share: 0.002, sentence: 'an account has no name', within: 150 },
  'account-deleted': { share: 0.004, sentence: 'an account is soft-deleted; its projects, companies and people are not', within: 100 },
  'account-status-null': { share: 0.1, sentence: 'an account has no status' },
  'account-status-odd': { share: 0.001, sentence: 'an account has a status that nobody knows', within: 200 },
  'account-closed': { share: 0.02, sentence: 'an account is suspended or closed', within: 60 },
  'trial-by-account': { share: 0.07, sentence: 'an account is on trial by its own date, without free_trials' },
  'trial-by-table': { share: 0.05, sentence: 'an account is on trial and free_trials knows until when, sometimes with several rows' },
  'trial-converted': { share: 0.02, sentence: 'an account is marked as trial and its free trial is converted', within: 60 },
  'trial-endless': { share: 0.002, sentence: 'an account is on trial and nobody knows until when', within: 120 },
  'trial-of-project': { share: 0.03, sentence: 'a project is on trial, by free_trials, converted or not' },
  'company-twice': { share: 0.04, sentence: 'a company stands twice, spelled with other capitals, spaces or stops' },
  'company-near': { share: 0.03, sentence: 'a company has a twin that differs by its legal form' },
  'company-deleted': { share: 0.02, sentence: 'a company is soft-deleted; rows refer to it' },
  'company-unnamed': { share: 0.02, sentence: 'an account has a company without a name, or with a blank one', within: 80 },
  'company-stray': { share: 0.01, sentence: 'a company is of no account, or of one that never was', within: 80 },
  'company-description-long': { share: 0.0001, sentence: 'a company has a description of nearly a megabyte', within: 1000 },
  'trade-odd': { share: 0.2, sentence: 'type and category of a company are unknown, blank or missing' },
  'address-three-lines': { share: 0.1, sentence: 'an address has three lines' },
  'address-long': { share: 0.001, sentence: 'the second and third line of an address are too long together' },
  'address-missing': { share: 0.005, sentence: 'a company or project refers to an address that is not there' },
  'country-alias': { share: 0.08, sentence: 'a country is an alias or a code in lower case' },
  'country-unknown': { share: 0.02, sentence: 'a country is rubbish, or the same in a language that nobody maps' },
  'zone-rails': { share: 0.4, sentence: 'a time zone is a Rails name, some of them zones that HQ lacks' },
  'zone-unknown': { share: 0.02, sentence: 'a time zone is rubbish' },
  'locale-odd': { share: 0.2, sentence: 'a locale is missing, of a country, or of a language that HQ lacks' },
  'member-twice': { share: 0.01, sentence: 'a person is a member of an account twice, with different roles' },
  'member-deleted': { share: 0.02, sentence: 'a membership is soft-deleted' },
  'member-null': { share: 0.05, sentence: 'a membership has no role or no status' },
  'member-role-odd': { share: 0.0005, sentence: 'a membership has a role that nobody knows' },
  'member-status-odd': { share: 0.0003, sentence: 'a membership has a status that nobody knows' },
  'member-stray': { share: 0.02, sentence: 'a membership is of no account, or of a login that never was', within: 80 },
  'member-company-unusable': { share: 0.015, sentence: 'a membership refers to a deleted company or to one of another account' },
  'project-name-reserved': { share: 0.05, sentence: 'a project name has characters that HQ refuses, or double spaces' },
  'project-name-long': { share: 0.002, sentence: 'a project name is longer than 255' },
  'project-name-twice': { share: 0.004, sentence: 'two live projects of an account have one name' },
  'project-name-reused': { share: 0.02, sentence: 'an archived or deleted project has the name of a live one' },
  'project-number-long': { share: 0.002, sentence: 'a job number is longer than 100' },
  'project-deleted': { share: 0.004, sentence: 'a project is soft-deleted; its contacts are not' },
  'project-stray': { share: 0.0005, sentence: 'a project is of no account, or of one that never was' },
  'project-cost-missing': { share: 0.06, sentence: 'a cost is missing' },
  'project-cost-large': { share: 0.01, sentence: 'a cost has 15 digits, or is zero' },
  'project-cost-negative': { share: 0.001, sentence: 'a cost is negative' },
  'project-currency-odd': { share: 0.15, sentence: 'a currency is missing, a symbol, or in lower case' },
  'project-currency-unknown': { share: 0.001, sentence: 'a currency is a word that nobody knows' },
  'project-dates-odd': { share: 0.12, sentence: 'dates are missing, reversed, or equal' },
  'project-dates-extreme': { share: 0.02, sentence: 'dates are of year 1 and of year 9999' },
  'project-dates-infinite': { share: 0.001, sentence: 'a date is infinite' },
  'project-type-odd': { share: 0.2, sentence: 'a project type is spelled differently, custom, or missing' },
  'project-company-stray': { share: 0.03, sentence: 'a project has a company that is deleted, of another account, or never was' },
  'contact-no-member': { share: 0.02, sentence: 'a person on a project is no member of its account' },
  'contact-twice': { share: 0.01, sentence: 'a person is on a project twice, with different roles' },
  'contact-stray': { share: 0.001, sentence: 'a contact has no login or no project, or one that never was' },
  'contact-roles-odd': { share: 0.1, sentence: 'roles are missing, or have blanks, unknown tokens, or the token of the administrator' },
  'contact-status-null': { share: 0.05, sentence: 'a contact has no status' },
  'contact-status-odd': { share: 0.0003, sentence: 'a contact has a status that nobody knows' },
  'contact-company-unusable': { share: 0.01, sentence: 'a contact refers to a deleted company or to one of another account' },
  'contact-deleted': { share: 0.02, sentence: 'a contact is soft-deleted' },
} as const satisfies Record<string, DirtKind>;

export type Dirt = keyof typeof dirt;

/** Decides by the shares, and counts. */
export class Dirtier {
  readonly counts = Object.fromEntries(Object.keys(dirt).map((kind) => [kind, 0])) as Record<Dirt, number>;
  readonly #asked: Partial<Record<Dirt, number>> = {};
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** `mayFall`: whether it makes a difference here. Where it makes none it is drawn all the same: a seed keeps its rows. */
  falls(kind: Dirt, mayFall = true): boolean {
    const { share, within = 400 }: DirtKind = dirt[kind];
    const asked = (this.#asked[kind] ?? 0) + 1;
    this.#asked[kind] = asked;
    const overdue = this.counts[kind] === 0 && asked >= within;
    const isDrawn = this.#random.chance(share);
    if (!mayFall || !(isDrawn || overdue)) return false;
    this.counts[kind] += 1;
    return true;
  }
}
