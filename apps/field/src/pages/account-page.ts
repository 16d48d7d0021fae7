import type { Access, AccountView, Administration, Home, Mode } from '../administration/administration.ts';
import { type Html, html, nothing } from './html.ts';

/** The accounts and projects of a person. */
export function homeBody({ accounts, projects }: Home): Html {
  return html`<section aria-labelledby="accounts"><h2 id="accounts">Your accounts</h2>
${
  accounts.length === 0
    ? html`<p>You are in no account. <a href="/trial">Begin a free trial</a>, or ask the administrator of an account to add you.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Accounts"><table><caption>Accounts that you are in</caption><thead><tr><th scope="col">Account</th><th scope="col">Your role</th></tr></thead>
<tbody>${accounts.map(({ guid, name, role }) => html`<tr><th scope="row"><a href="/accounts/${guid}">${named(name)}</a></th><td>${roleWords(role)}</td></tr>`)}</tbody></table></div>`
}
</section>
${
  projects.length === 0
    ? nothing
    : html`<section aria-labelledby="projects"><h2 id="projects">Your projects</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Projects"><table><caption>Projects that you are on</caption><thead><tr><th scope="col">Project</th><th scope="col">Account</th><th scope="col">You</th></tr></thead>
<tbody>${projects.map(
        ({ guid, name, account, projectAdmin }) =>
          html`<tr><th scope="row"><a href="/projects/${guid}">${named(name)}</a></th><td>${named(account)}</td><td>${projectAdmin ? 'Project administrator' : 'Member'}</td></tr>`,
      )}</tbody></table></div></section>`
}`;
}

export interface Shown {
  access: Access;
  /** Whether links to the forms are shown. */
  edits: boolean;
  /** Which system keeps what is shown, in words. */
  keeper: string;
}

const keeperOfMode: Readonly<Record<Mode, string>> = { legacy: 'Field', locked: 'Field, which takes no changes now', hq: 'HQ' };

/** Which system keeps what an administration shows, in words. */
export const keeperOf = (mode: Mode, { closed }: Administration): string => closed?.keeper ?? keeperOfMode[mode];

/** Everything of one account. */
export function accountBody(
  { guid, values, trialUntil, members, companies, projects }: AccountView,
  { access, edits, keeper }: Shown,
): Html {
  const href = `/accounts/${guid}`;
  return html`<p class="lead">${access === 'admin' ? 'You administer this account.' : 'You can read this account; its administrators can change it.'}</p>
${trialUntil === null ? nothing : html`<p class="note">Free trial until <time datetime="${trialUntil}">${trialUntil}</time>.</p>`}
<section aria-labelledby="about"><h2 id="about">About the account</h2>
<dl><dt>Name</dt><dd>${named(values.name)}</dd><dt>Country</dt><dd>${orDash(values.country)}</dd><dt>Time zone</dt><dd>${orDash(values.timeZone)}</dd><dt>Language</dt><dd>${orDash(values.language)}</dd><dt>Administered in</dt><dd>${keeper}</dd></dl>
${edits ? html`<p class="actions"><a class="button" href="${href}/edit">Edit the account</a> <a href="${href}/remove">Remove the account</a></p>` : nothing}</section>
<section aria-labelledby="projects"><h2 id="projects">Projects</h2>
${edits ? html`<p class="actions"><a class="button" href="${href}/projects/new">Create a project</a></p>` : nothing}
${
  projects.length === 0
    ? html`<p>There is no project yet.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Projects"><table><caption>${counted(projects.length, 'project', 'projects')}</caption>
<thead><tr><th scope="col">Project</th><th scope="col">Status</th><th scope="col">First day</th><th scope="col">Last day</th></tr></thead>
<tbody>${projects.map(
        (project) =>
          html`<tr><th scope="row"><a href="/projects/${project.guid}">${named(project.name)}</a></th><td>${project.status}</td><td>${orDash(project.startDate)}</td><td>${orDash(project.completionDate)}</td></tr>`,
      )}</tbody></table></div>`
}</section>
<section aria-labelledby="people"><h2 id="people">People</h2>
${edits ? html`<p class="actions"><a class="button" href="${href}/people/new">Add a person</a></p>` : nothing}
${
  members.length === 0
    ? html`<p>There is nobody in this account.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="People"><table><caption>${counted(members.length, 'person', 'people')}</caption>
<thead><tr><th scope="col">Person</th><th scope="col">E-mail</th><th scope="col">Role</th><th scope="col">Status</th><th scope="col">Company</th>${edits ? html`<th scope="col">Change</th>` : nothing}</tr></thead>
<tbody>${members.map(
        (member) =>
          html`<tr><th scope="row">${member.name}</th><td>${orDash(member.email)}</td><td>${roleWords(member.role)}</td><td>${orDash(member.status)}</td><td>${orDash(member.company)}</td>${
            edits ? html`<td class="change">${changes(`${href}/people/${member.guid}`, member.name)}</td>` : nothing
          }</tr>`,
      )}</tbody></table></div>`
}</section>
<section aria-labelledby="companies"><h2 id="companies">Companies</h2>
${edits ? html`<p class="actions"><a class="button" href="${href}/companies/new">Add a company</a></p>` : nothing}
${
  companies.length === 0
    ? html`<p>There is no company yet.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Companies"><table><caption>${counted(companies.length, 'company', 'companies')}</caption>
<thead><tr><th scope="col">Company</th><th scope="col">Trade</th>${edits ? html`<th scope="col">Change</th>` : nothing}</tr></thead>
<tbody>${companies.map(
        (company) =>
          html`<tr><th scope="row">${named(company.name)}</th><td>${orDash(company.trade)}</td>${edits ? html`<td class="change">${changes(`${href}/companies/${company.guid}`, company.name)}</td>` : nothing}</tr>`,
      )}</tbody></table></div>`
}</section>`;
}

/** Edit and remove, each link saying of what. */
export function changes(href: string, name: string): Html {
  return html`<a href="${href}/edit">Edit<span class="unseen"> ${name}</span></a> <a href="${href}/remove">Remove<span class="unseen"> ${name}</span></a>`;
}

export const orDash = (text: string): string => (text === '' ? '–' : text);
/** Old rows may lack a name; a link needs words. */
const named = (name: string): string => (name.trim() === '' ? '(without a name)' : name);
export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const roleWords = (role: string): string => (role === 'admin' ? 'Account administrator' : role === 'member' ? 'Member' : role);
