import { html } from 'hono/html';
import type { FieldPart } from '../field-part/read-field-part.ts';
import type { Html } from './layout.ts';
import { facts, moment } from './words.ts';

/** Where a record stands with Field. Shown only when the gate says so. */
export function fieldPart(entity: 'account' | 'project', part: FieldPart, fieldPagesUrl: string | null): Html {
  return html`<section class="panel${part.state === 'refused' ? ' bad' : ''}" aria-labelledby="field-part">
<h2 id="field-part">Field</h2>
${body(part, fieldPagesUrl, `${entity}s`)}
</section>`;
}

function body(part: FieldPart, fieldPagesUrl: string | null, folder: string): Html {
  switch (part.state) {
    case 'absent':
      return html`<p>Field does not have it, and HQ has not put it to Field.</p>`;
    case 'held':
      return html`<p>It has reached Field.</p>${facts([["Field's guid", place(part.externalId, fieldPagesUrl, folder)]])}`;
    case 'waiting':
      return html`<p>${part.externalId === null ? 'It has not reached Field yet.' : 'Its last change has not reached Field yet.'} Load this page again to see whether it has.</p>
${facts([
  ['Waits since', moment(part.since)],
  ['Attempts', String(part.attempts)],
  ['Waits because', part.because ?? 'it is on its way'],
  ["Field's guid", part.externalId === null ? null : place(part.externalId, fieldPagesUrl, folder)],
])}`;
    case 'refused':
      return html`<p>Field refuses it. When the reason is mended, <code>pnpm hq provisioning --retry</code> puts it to Field again.</p>
${facts([
  ['Waits since', moment(part.since)],
  ['Attempts', String(part.attempts)],
  ['Refused because', part.because],
  ["Field's guid", part.externalId === null ? null : place(part.externalId, fieldPagesUrl, folder)],
])}`;
  }
}

function place(externalId: string, fieldPagesUrl: string | null, folder: string): Html {
  if (fieldPagesUrl === null) return html`${externalId}`;
  return html`<a href="${fieldPagesUrl}/${folder}/${encodeURIComponent(externalId)}">${externalId}</a>`;
}
