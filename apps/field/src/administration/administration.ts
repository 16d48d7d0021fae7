import type { GateValue } from '@hq-field/gates';

/** Where the administration of an account reads and writes, as the gate `field.administration` says. */
export type Mode = GateValue<'field.administration'>;

/** What a form shows and takes, by the name of its field. */
export type Values = Record<string, string | readonly string[]>;

export interface Person {
  guid: string;
  email: string;
  name: string;
  /** Stable across products; null when the login has none. */
  uid: string | null;
}

export type AccountValues = { name: string; country: string; timeZone: string; language: string };
/** `company` is a guid, or empty. */
export type MemberValues = { role: string; status: string; company: string };
type NewMember = { email: string; firstName: string; lastName: string; role: string; company: string };
export type CompanyValues = { name: string; trade: string; category: string; website: string; telephone: string };
/** Dates are YYYY-MM-DD or empty; `cost` is a decimal number or empty. */
export type ProjectValues = {
  name: string;
  identifier: string;
  type: string;
  startDate: string;
  completionDate: string;
  cost: string;
  currency: string;
  status: string;
};
type NewProject = { name: string; startDate: string };
/** `projectAdmin` is `yes` or empty. */
export type ProjectMemberValues = { roles: readonly string[]; projectAdmin: string; company: string };
/** `person` is the guid of a member of the account. */
type NewProjectMember = ProjectMemberValues & { person: string };
type NewTrial = { account: string; project: string; email: string; firstName: string; lastName: string };

/** What one person may do: edit, or read. */
export type Access = 'admin' | 'member';

export interface AccountAccess {
  account: string;
  /** null: the person is not of this account. */
  access: Access | null;
  /** Names of those who may edit, ten at most. */
  administrators: string[];
  /** Epoch of the authority that this was read under; 0 where Field's tables are. */
  epoch: number;
}

export interface ProjectAccess extends AccountAccess {
  project: string;
}

/** Something that can be edited: what it is called, and what it holds now. */
export interface Stored<V extends Values> {
  called: string;
  values: V;
  /** Digest that whoever stores it has given; without one it is `digestOf` the values. */
  seen?: string | undefined;
}

export interface Choice {
  value: string;
  label: string;
}

export interface AccountView {
  guid: string;
  values: AccountValues;
  /** Last day of the free trial, YYYY-MM-DD. */
  trialUntil: string | null;
  members: { guid: string; name: string; email: string; role: string; status: string; company: string }[];
  companies: { guid: string; name: string; trade: string }[];
  projects: { guid: string; name: string; status: string; startDate: string; completionDate: string }[];
}

export interface ProjectView {
  guid: string;
  account: { guid: string; name: string; trialUntil: string | null };
  values: ProjectValues;
  people: { guid: string; name: string; email: string; roles: string[]; projectAdmin: boolean; company: string }[];
}

export interface Home {
  accounts: { guid: string; name: string; role: string }[];
  projects: { guid: string; name: string; account: string; accountGuid: string; projectAdmin: boolean }[];
}

/** How a change is to be made. */
export interface Edit {
  /** Digest of the values that the form showed (`digestOf`); a change of something newer is refused. Empty for what is new. */
  seen: string;
  /** Epoch of the authority that the form was shown under. */
  epoch: number;
  /** UUID of this form: sent again, it is the same change. */
  key: string;
  /** W3C trace of the request, which the changed rows carry on to HQ; whatever else it holds is dropped there. */
  traceparent?: string | undefined;
  /** Throws when the mode is no longer that of the form. Asked just before the first write, and again before the change is committed. */
  fence(): Promise<void>;
}

/**
 * Every change of the administration. Each is whole or nothing. Throws WriteRefusedError, and HalfDoneError where HQ has saved a change and
 * Field has still to do its part.
 */
export interface AdministrationWrites {
  changeAccount(account: string, values: AccountValues, edit: Edit): Promise<void>;
  /** The account with its projects, and the logins of people who are in no other account and on no other's project; these stay while HQ keeps another account. */
  removeAccount(account: string, edit: Edit): Promise<void>;
  addMember(account: string, values: NewMember, edit: Edit): Promise<void>;
  changeMember(account: string, person: string, values: MemberValues, edit: Edit): Promise<void>;
  removeMember(account: string, person: string, edit: Edit): Promise<void>;
  addCompany(account: string, values: CompanyValues, edit: Edit): Promise<void>;
  changeCompany(account: string, company: string, values: CompanyValues, edit: Edit): Promise<void>;
  removeCompany(account: string, company: string, edit: Edit): Promise<void>;
  /** Resolves to the project's guid; the form sent again, to that of the project it has made. */
  createProject(account: string, creator: string, values: NewProject, edit: Edit): Promise<string>;
  changeProject(project: string, values: ProjectValues, edit: Edit): Promise<void>;
  removeProject(project: string, edit: Edit): Promise<void>;
  addProjectMember(project: string, values: NewProjectMember, edit: Edit): Promise<void>;
  changeProjectMember(project: string, person: string, values: ProjectMemberValues, edit: Edit): Promise<void>;
  removeProjectMember(project: string, person: string, edit: Edit): Promise<void>;
  /** Resolves to the guids of the account, of the project and of their administrator, whose login may come a little later: null then. */
  startTrial(values: NewTrial, edit: Edit): Promise<{ account: string; project: string; creator: string | null }>;
}

/** The administration in one mode: the pages know nothing else of where it reads and writes. Everything is named by guid; what is not there is null. */
export interface Administration {
  /** null where nobody writes: no form is shown, and `closed` says why. */
  readonly writes: AdministrationWrites | null;
  /** Why nothing can be changed, and what to do; null where it can. `keeper`: which system keeps what is shown, when it is not that of the mode. */
  readonly closed: { title: string; text: string; status: 409 | 423; keeper?: 'HQ, not here' } | null;
  home(person: string): Promise<Home>;
  accountAccess(person: string, account: string): Promise<AccountAccess | null>;
  projectAccess(person: string, project: string): Promise<ProjectAccess | null>;
  account(account: string): Promise<AccountView | null>;
  project(project: string): Promise<ProjectView | null>;
  accountValues(account: string): Promise<Stored<AccountValues> | null>;
  memberValues(account: string, person: string): Promise<Stored<MemberValues> | null>;
  companyValues(account: string, company: string): Promise<Stored<CompanyValues> | null>;
  projectValues(project: string): Promise<Stored<ProjectValues> | null>;
  projectMemberValues(project: string, person: string): Promise<Stored<ProjectMemberValues> | null>;
  /** Companies of the account, to choose from. */
  companies(account: string): Promise<Choice[]>;
  /** Members of the account who are not on the project, to choose from. */
  newcomers(project: string): Promise<Choice[]>;
}

/** The administrations of all modes. */
export interface Administrations {
  /** Field's own tables, whatever the mode. */
  legacy: Administration;
  /**
   * The administration of an account in a mode, for somebody: HQ asks who acts. No account: before there is one, or several. No person: nobody
   * is signed in.
   */
  of(mode: Mode, account: string | null, person: Person | null): Promise<Administration>;
}
