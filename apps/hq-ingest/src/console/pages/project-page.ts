import { html } from 'hono/html';
import type { ListPage } from '../list-page.ts';
import type { CompanyLine } from '../queries/read-companies.ts';
import type { ProjectMemberLine } from '../queries/read-members.ts';
import type { ProjectRecord } from '../queries/read-project.ts';
import { sentBefore } from './account-page.ts';
import { companiesTable } from './companies-table.ts';
import type { Html } from './layout.ts';
import { pager, table } from './table.ts';
import { countryName, facts, languageName, word } from './words.ts';

export interface ProjectPage {
  at: URL;
  project: ProjectRecord;
  members: ListPage<ProjectMemberLine>;
  companies: ListPage<CompanyLine>;
  isSentBefore: boolean;
  /** Field's part; null when the gate does not show it. */
  field: Html | null;
}

export function projectPage({ at, project, members, companies, isSentBefore, field }: ProjectPage): Html {
  const place = [project.addressLine1, project.addressLine2, project.postalCode, project.city, project.stateOrProvince];
  const address = [...place, project.country === null ? null : countryName(project.country)].filter((part) => part !== null).join(', ');
  return html`${isSentBefore ? sentBefore('project') : ''}
${facts([
  ['Account', html`<a href="/console/accounts/${project.account.id}">${project.account.name}</a>`],
  ['Status', word(project.status)],
  ['Type', project.projectType],
  ['Job number', project.jobNumber],
  ['First day', project.startDate],
  ['Last day', project.endDate],
  ['Value', `${project.value} ${project.currency}`],
  ['Time zone', project.timezone],
  ['Language', project.language === null ? null : languageName(project.language)],
  ['Address', address === '' ? null : address],
  ['Construction type', project.constructionType],
  ['Contract type', project.contractType],
  ['Template', project.template ? 'yes' : null],
  ['Trial', project.trial ? 'yes' : null],
  ["HQ's id", project.id],
])}
${field ?? ''}
<h2>Members</h2>
${table({
  caption: 'Members of the project by e-mail',
  empty: 'The project has no member.',
  rows: members.rows,
  columns: [
    { name: 'E-mail', cell: ({ email }) => email },
    { name: 'Name', cell: ({ name }) => name },
    { name: 'Access', cell: ({ accessLevel }) => word(accessLevel) },
    { name: 'Roles', cell: ({ roles }) => listed(roles) },
    { name: 'Services', cell: ({ services }) => listed(services.map((service) => service.replace(':', ' as '))) },
    { name: 'Status', cell: ({ status }) => word(status) },
    { name: 'Company', cell: ({ company }) => company },
  ],
})}
${pager(at, 'members', 'members', members.next)}
<h2>Companies</h2>
${companiesTable('project', companies.rows)}
${pager(at, 'companies', 'companies', companies.next)}`;
}

function listed(values: readonly string[]): string | null {
  return values.length === 0 ? null : values.join(', ');
}
