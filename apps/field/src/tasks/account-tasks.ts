import { countries, languages, timezones, trades } from '@hq-field/contracts';
import { z } from 'zod';
import type { Administration, Choice, CompanyValues } from '../administration/administration.ts';
import type { Field } from '../pages/form.ts';
import { choice, email, optionalDate, optionalText, requiredText, storedOr, withStored, words } from './answers.ts';
import { accountHref, openTask, projectHref, removal, type Target, type Task } from './task.ts';

const english = new Intl.DisplayNames(['en'], { type: 'region' });
const languageNames = new Intl.DisplayNames(['en'], { type: 'language' });
const countryChoices: Choice[] = countries
  .map((code) => ({ value: code as string, label: english.of(code) ?? code }))
  .toSorted((a, b) => a.label.localeCompare(b.label));
const languageChoices: Choice[] = languages.map((code) => ({ value: code, label: languageNames.of(code) ?? code }));
const roleChoices: Choice[] = [
  { value: 'member', label: 'Member' },
  { value: 'admin', label: 'Account administrator' },
];
const statusChoices: Choice[] = [
  { value: 'active', label: 'Active' },
  { value: 'invited', label: 'Invited' },
  { value: 'disabled', label: 'Disabled' },
];

const roleField = (choices: readonly Choice[]): Field => ({
  name: 'role',
  label: 'Role',
  kind: 'choice',
  choices,
  required: true,
  hint: 'An administrator edits the account, its people and companies, and creates projects.',
});
const companyField = (choices: readonly Choice[]): Field => ({ name: 'company', label: 'Company', kind: 'choice', choices });

const inAccount = async (administration: Administration, { account }: Target) => {
  const stored = await administration.accountValues(account);
  return stored === null
    ? null
    : {
        ...stored,
        href: accountHref(account),
        trail: [
          { href: '/accounts', text: 'Accounts' },
          { href: accountHref(account), text: stored.called },
        ],
      };
};

const editAccount: Task = {
  of: 'account',
  path: '/edit',
  async open(administration, target) {
    const account = await inAccount(administration, target);
    if (account === null) return null;
    const { country, timeZone, language } = account.values;
    const lists = {
      country: withStored(countryChoices, country, 'Not set'),
      timeZone: withStored(words(timezones), timeZone, 'Not set'),
      language: withStored(languageChoices, language, 'Not set'),
    };
    return openTask({
      title: 'Edit the account',
      trail: account.trail,
      fields: [
        { name: 'name', label: 'Name', kind: 'text', required: true, autocomplete: 'organization' },
        { name: 'country', label: 'Country', kind: 'choice', choices: lists.country },
        { name: 'timeZone', label: 'Time zone', kind: 'choice', choices: lists.timeZone },
        { name: 'language', label: 'Language', kind: 'choice', choices: lists.language },
      ],
      values: account.values,
      seen: account.seen,
      submit: 'Save the account',
      back: account.href,
      schema: z.object({
        name: storedOr(account.values.name, requiredText('a name')),
        country: choice(lists.country, 'a country'),
        timeZone: choice(lists.timeZone, 'a time zone'),
        language: choice(lists.language, 'a language'),
      }),
      async write(writes, typed, edit) {
        await writes.changeAccount(target.account, typed, edit);
        return { href: account.href, done: 'saved' };
      },
    });
  },
};

const removeAccount: Task = {
  of: 'account',
  path: '/remove',
  async open(administration, target) {
    const account = await inAccount(administration, target);
    if (account === null) return null;
    return removal(
      {
        title: `Remove the account ${account.called}`,
        trail: account.trail,
        lead: `The account ${account.called} goes with all of its projects. People who are in no other account and on no other project can no longer sign in; while HQ keeps another account, they still can.`,
        values: account.values,
        seen: account.seen,
        submit: 'Remove the account',
        back: account.href,
        next: '/accounts',
      },
      (writes, edit) => writes.removeAccount(target.account, edit),
    );
  },
};

const addMember: Task = {
  of: 'account',
  path: '/people/new',
  async open(administration, target) {
    const [account, companies] = await Promise.all([inAccount(administration, target), administration.companies(target.account)]);
    if (account === null) return null;
    const list = withStored(companies, '', 'None');
    return openTask({
      title: 'Add a person',
      trail: account.trail,
      lead: 'Somebody who has a login in Field keeps it, with its name.',
      fields: [
        { name: 'email', label: 'E-mail', kind: 'email', required: true, autocomplete: 'off' },
        { name: 'firstName', label: 'First name', kind: 'text', autocomplete: 'off' },
        { name: 'lastName', label: 'Last name', kind: 'text', autocomplete: 'off' },
        roleField(roleChoices),
        companyField(list),
      ],
      values: { email: '', firstName: '', lastName: '', role: 'member', company: '' },
      submit: 'Add the person',
      back: account.href,
      schema: z.object({
        email,
        firstName: optionalText(),
        lastName: optionalText(),
        role: choice(roleChoices, 'a role'),
        company: choice(list, 'a company'),
      }),
      async write(writes, typed, edit) {
        await writes.addMember(target.account, typed, edit);
        return { href: account.href, done: 'added' };
      },
    });
  },
};

const editMember: Task = {
  of: 'account',
  path: '/people/:person/edit',
  async open(administration, target) {
    const [account, member, companies] = await Promise.all([
      inAccount(administration, target),
      administration.memberValues(target.account, target.person),
      administration.companies(target.account),
    ]);
    if (account === null || member === null) return null;
    const roles = withStored(roleChoices, member.values.role, null);
    const statuses = withStored(statusChoices, member.values.status, null);
    const list = withStored(companies, '', 'None');
    return openTask({
      title: `Edit ${member.called}`,
      trail: account.trail,
      fields: [
        roleField(roles),
        {
          name: 'status',
          label: 'Status',
          kind: 'choice',
          choices: statuses,
          required: true,
          hint: 'Somebody who is disabled sees nothing of the account.',
        },
        companyField(list),
      ],
      values: member.values,
      seen: member.seen,
      submit: 'Save the person',
      back: account.href,
      schema: z.object({ role: choice(roles, 'a role'), status: choice(statuses, 'a status'), company: choice(list, 'a company') }),
      async write(writes, typed, edit) {
        await writes.changeMember(target.account, target.person, typed, edit);
        return { href: account.href, done: 'saved' };
      },
    });
  },
};

const removeMember: Task = {
  of: 'account',
  path: '/people/:person/remove',
  async open(administration, target) {
    const [account, member] = await Promise.all([
      inAccount(administration, target),
      administration.memberValues(target.account, target.person),
    ]);
    if (account === null || member === null) return null;
    return removal(
      {
        title: `Remove ${member.called}`,
        trail: account.trail,
        lead: `${member.called} leaves the account ${account.called} and all of its projects. The login stays, for other accounts.`,
        values: member.values,
        seen: member.seen,
        submit: 'Remove the person',
        back: account.href,
      },
      (writes, edit) => writes.removeMember(target.account, target.person, edit),
    );
  },
};

function companyFields(stored: CompanyValues): { fields: Field[]; schema: z.ZodType<CompanyValues> } {
  const list = withStored(words(trades), stored.trade, 'Not set');
  return {
    fields: [
      { name: 'name', label: 'Name', kind: 'text', required: true, autocomplete: 'off' },
      { name: 'trade', label: 'Trade', kind: 'choice', choices: list },
      { name: 'category', label: 'Category', kind: 'text', autocomplete: 'off' },
      { name: 'website', label: 'Website', kind: 'text', autocomplete: 'off', hint: 'For example https://example.com' },
      { name: 'telephone', label: 'Telephone', kind: 'tel', autocomplete: 'off' },
    ],
    schema: z.object({
      name: storedOr(stored.name, requiredText('a name')),
      trade: choice(list, 'a trade'),
      category: storedOr(stored.category, optionalText()),
      website: storedOr(
        stored.website,
        optionalText(1024).refine(
          (value) => value === '' || /^https?:\/\/[^\s]+\.[^\s]+$/iu.test(value),
          'Enter an address that begins with https:// or http://.',
        ),
      ),
      telephone: storedOr(stored.telephone, optionalText()),
    }),
  };
}

const noCompany: CompanyValues = { name: '', trade: '', category: '', website: '', telephone: '' };

const addCompany: Task = {
  of: 'account',
  path: '/companies/new',
  async open(administration, target) {
    const account = await inAccount(administration, target);
    if (account === null) return null;
    return openTask({
      title: 'Add a company',
      trail: account.trail,
      ...companyFields(noCompany),
      values: noCompany,
      submit: 'Add the company',
      back: account.href,
      async write(writes, typed, edit) {
        await writes.addCompany(target.account, typed, edit);
        return { href: account.href, done: 'added' };
      },
    });
  },
};

const editCompany: Task = {
  of: 'account',
  path: '/companies/:company/edit',
  async open(administration, target) {
    const [account, company] = await Promise.all([
      inAccount(administration, target),
      administration.companyValues(target.account, target.company),
    ]);
    if (account === null || company === null) return null;
    return openTask({
      title: `Edit ${company.called}`,
      trail: account.trail,
      ...companyFields(company.values),
      values: company.values,
      seen: company.seen,
      submit: 'Save the company',
      back: account.href,
      async write(writes, typed, edit) {
        await writes.changeCompany(target.account, target.company, typed, edit);
        return { href: account.href, done: 'saved' };
      },
    });
  },
};

const removeCompany: Task = {
  of: 'account',
  path: '/companies/:company/remove',
  async open(administration, target) {
    const [account, company] = await Promise.all([
      inAccount(administration, target),
      administration.companyValues(target.account, target.company),
    ]);
    if (account === null || company === null) return null;
    return removal(
      {
        title: `Remove ${company.called}`,
        trail: account.trail,
        lead: `${company.called} leaves the account ${account.called} and its projects. Its people stay, without a company.`,
        values: company.values,
        seen: company.seen,
        submit: 'Remove the company',
        back: account.href,
      },
      (writes, edit) => writes.removeCompany(target.account, target.company, edit),
    );
  },
};

const createProject: Task = {
  of: 'account',
  path: '/projects/new',
  async open(administration, target, person) {
    const account = await inAccount(administration, target);
    if (account === null) return null;
    return openTask({
      title: 'Create a project',
      trail: account.trail,
      lead: 'You administer the project that you create.',
      fields: [
        { name: 'name', label: 'Name', kind: 'text', required: true, autocomplete: 'off' },
        { name: 'startDate', label: 'First day', kind: 'date', autocomplete: 'off' },
      ],
      values: { name: '', startDate: '' },
      submit: 'Create the project',
      back: account.href,
      schema: z.object({ name: requiredText('a name', 512), startDate: optionalDate() }),
      async write(writes, typed, edit) {
        const project = await writes.createProject(target.account, person.guid, typed, edit);
        return {
          href: projectHref(project),
          done: 'created',
          created: { account: target.account, entity: 'project', externalId: project },
        };
      },
    });
  },
};

/** What an account's administrator does. */
export const accountTasks: readonly Task[] = [
  editAccount,
  removeAccount,
  addMember,
  editMember,
  removeMember,
  addCompany,
  editCompany,
  removeCompany,
  createProject,
];
