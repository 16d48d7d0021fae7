import type { ProjectView } from '../administration/administration.ts';
import { roleWords } from '../administration/role-tokens.ts';
import { changes, counted, orDash, type Shown } from './account-page.ts';
import { type Html, html, nothing } from './html.ts';

/** Everything of one project. */
export function projectBody({ guid, account, values, people }: ProjectView, { access, edits, keeper }: Shown): Html {
  const href = `/projects/${guid}`;
  const cost = values.cost === '' ? '' : `${values.cost} ${values.currency}`;
  return html`<p class="lead">${access === 'admin' ? 'You can edit this project and its people.' : 'You can read this project; its administrators can change it.'}</p>
${account.trialUntil === null ? nothing : html`<p class="note">This project is part of a free trial, which ends on <time datetime="${account.trialUntil}">${account.trialUntil}</time>.</p>`}
<section aria-labelledby="about"><h2 id="about">About the project</h2>
<dl><dt>Account</dt><dd>${orDash(account.name)}</dd><dt>Number</dt><dd>${orDash(values.identifier)}</dd><dt>Type</dt><dd>${orDash(values.type)}</dd>
<dt>First day</dt><dd>${orDash(values.startDate)}</dd><dt>Last day</dt><dd>${orDash(values.completionDate)}</dd><dt>Cost</dt><dd>${orDash(cost)}</dd><dt>Status</dt><dd>${values.status}</dd><dt>Administered in</dt><dd>${keeper}</dd></dl>
${edits ? html`<p class="actions"><a class="button" href="${href}/edit">Edit the project</a> <a href="${href}/remove">Remove the project</a></p>` : nothing}</section>
<section aria-labelledby="people"><h2 id="people">People on the project</h2>
${edits ? html`<p class="actions"><a class="button" href="${href}/people/new">Add a person</a></p>` : nothing}
${
  people.length === 0
    ? html`<p>There is nobody on this project.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="People"><table><caption>${counted(people.length, 'person', 'people')}</caption>
<thead><tr><th scope="col">Person</th><th scope="col">E-mail</th><th scope="col">Access</th><th scope="col">Roles</th><th scope="col">Company</th>${edits ? html`<th scope="col">Change</th>` : nothing}</tr></thead>
<tbody>${people.map(
        (person) =>
          html`<tr><th scope="row">${person.name}</th><td>${orDash(person.email)}</td><td>${person.projectAdmin ? 'Project administrator' : 'Member'}</td><td>${orDash(person.roles.map(roleWords).join(', '))}</td><td>${orDash(person.company)}</td>${
            edits ? html`<td class="change">${changes(`${href}/people/${person.guid}`, person.name)}</td>` : nothing
          }</tr>`,
      )}</tbody></table></div>`
}</section>`;
}
