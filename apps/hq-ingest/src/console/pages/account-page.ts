import { html } from 'hono/html';
import type { ListPage } from '../list-page.ts';
import type { AccountRecord } from '../queries/read-account.ts';
import type { CompanyLine } from '../queries/read-companies.ts';
import type { AccountMemberLine } from '../queries/read-members.ts';
import type { ProjectLine } from '../queries/read-projects.ts';
import { companiesTable } from './companies-table.ts';
import type { Html } from './layout.ts';
import { pager, table } from './table.ts';
import { countryName, currencyName, facts, languageName, word } from './words.ts';

export interface AccountPage {
  at: URL;
  account: AccountRecord;
  projects: ListPage<ProjectLine>;
  /** Null for somebody who does not administer the account. */
  people: { members: ListPage<AccountMemberLine>; companies: ListPage<CompanyLine> } | null;
  /** Whether the form that made the account was sent before. */
  isSentBefore: boolean;
  /** Field's part; null when the gate does not show it. */
  field: Html | null;
}

export function accountPage({ at, account, projects, people, isSentBefore, field }: AccountPage): Html {
  return html`${isSentBefore ? sentBefore('account') : ''}
${facts([
  ['Kind', word(account.kind)],
  ['Trial ends', account.trialEndsOn],
  ['Status', word(account.status)],
  ['Country', account.country === null ? null : countryName(account.country)],
  ['Time zone', account.timezone],
  ['Language', account.language === null ? null : languageName(account.language)],
  ['Currency', account.currency === null ? null : currencyName(account.currency)],
  ["HQ's id", account.id],
])}
${field ?? ''}
<h2>Projects</h2>
${people === null ? html`<p class="quiet">The projects that you are on. Administrators of the account see all of them, and its people and companies.</p>` : html`<p><a class="button" href="/console/accounts/${account.id}/projects/new">New project</a></p>`}
${table({
  caption: people === null ? 'Your projects by name' : 'Projects of the account by name',
  empty: people === null ? 'You are on no project of this account.' : 'The account has no project yet.',
  rows: projects.rows,
  columns: [
    { name: 'Name', cell: (row) => html`<a href="/console/projects/${row.id}">${row.name}</a>` },
    { name: 'Status', cell: (row) => word(row.status) },
    { name: 'First day', cell: (row) => row.startDate },
    { name: 'Last day', cell: (row) => row.endDate },
    { name: 'Members', cell: (row) => row.members, isNumber: true },
  ],
})}
${pager(at, 'projects', 'projects', projects.next)}
${people === null ? '' : peopleOf(at, people)}`;
}

function peopleOf(at: URL, { members, companies }: NonNullable<AccountPage['people']>): Html {
  return html`<h2>Members</h2>
${table({
  caption: 'Members of the account by e-mail',
  empty: 'The account has no member.',
  rows: members.rows,
  columns: [
    { name: 'E-mail', cell: ({ email }) => email },
    { name: 'Name', cell: ({ name }) => name },
    { name: 'Role', cell: ({ role }) => word(role) },
    { name: 'Status', cell: ({ status }) => word(status) },
    { name: 'Company', cell: ({ company }) => company },
  ],
})}
${pager(at, 'members', 'members', members.next)}
<h2>Companies</h2>
${companiesTable('account', companies.rows)}
${pager(at, 'companies', 'companies', companies.next)}`;
}

/** Says why somebody who sent a form twice finds one record. */
export function sentBefore(entity: 'account' | 'project'): Html {
  return html`<p class="panel" role="status">The form had been sent before, and made this ${entity}; nothing more was created. For another one open a new form.</p>`;
}
