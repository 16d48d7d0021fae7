import { html } from 'hono/html';
import type { FieldPart } from '../field-part/read-field-part.ts';
import type { Html } from './layout.ts';
import { facts, moment } from './words.ts';

/** Where a record stands with Field. Shown only when the gate says so. */
export function fieldPart(entity: 'account' | 'project', part: FieldPart, fieldPagesUrl: string | null): Html {
  return html`<section class="panel${part.state === 'refused' ? ' bad' : ''}" aria-labelledby="field-part">
<h2 id="field-part">Field</h2>
${words(part)}
${facts([
  ...queueFacts(part),
  ["Field's guid", part.state === 'absent' || part.externalId === null ? null : place(part.externalId, fieldPagesUrl, `${entity}s`)],
])}
</section>`;
}

function words(part: FieldPart): Html {
  if (part.state === 'absent') return html`<p>Field does not have it, and HQ has not put it to Field.</p>`;
  if (part.state === 'held') return html`<p>It has reached Field.</p>`;
  if (part.state === 'refused')
    return html`<p>Field refuses it. When the reason is mended, <code>pnpm hq provisioning --retry</code> puts it to Field again.</p>`;
  return html`<p>${part.externalId === null ? 'It has not reached Field yet.' : 'Its last change has not reached Field yet.'} Load this page again to see whether it has.</p>`;
}

function queueFacts(part: FieldPart): [string, Html | string][] {
  if (part.state === 'absent' || part.state === 'held') return [];
  return [
    ['Waits since', moment(part.since)],
    ['Attempts', String(part.attempts)],
    [part.state === 'refused' ? 'Refused because' : 'Waits because', part.because ?? 'it is on its way'],
  ];
}

function place(externalId: string, fieldPagesUrl: string | null, folder: string): Html {
  if (fieldPagesUrl === null) return html`${externalId}`;
  return html`<a href="${fieldPagesUrl}/${folder}/${encodeURIComponent(externalId)}">${externalId}</a>`;
}
