import { html } from 'hono/html';
import type { VisibleQueue } from '../field-part/read-queue.ts';
import type { Html } from './layout.ts';
import { table } from './table.ts';
import { moment } from './words.ts';

/** What HQ has created or changed and Field has not acknowledged. */
export function provisioningPage({ figures, lines, hidden, isCut }: VisibleQueue): Html {
  const waiting = lines.filter(({ refusedBecause }) => refusedBecause === null);
  const refused = lines.filter(({ refusedBecause }) => refusedBecause !== null);
  return html`<p>What HQ has created or changed and Field has not acknowledged. The server puts it to Field until Field has it.</p>
${figures === null ? '' : html`<p>${figures.waiting} waiting, the oldest for ${Math.round(figures.oldestSeconds)} seconds; ${figures.refused} refused.</p>`}
${hidden === 0 ? '' : html`<p class="panel">Not shown: ${hidden} of accounts for which the gate <code>hq.field-visible</code> is off. <code>pnpm migrate gate set hq.field-visible on</code> shows them.</p>`}
${isCut ? html`<p class="panel">More wait than this page shows; <code>pnpm hq provisioning --limit 1000</code> lists them.</p>` : ''}
<h2>Refused by Field</h2>
${queue('Refused by Field, oldest first', 'Field refuses nothing.', 'Refused because', refused)}
<h2>Waiting</h2>
${queue('Waiting for Field, oldest first', 'Nothing waits.', 'Waits because', waiting)}`;
}

function queue(caption: string, empty: string, because: string, rows: VisibleQueue['lines']): Html {
  return table({
    caption,
    empty,
    rows,
    columns: [
      {
        name: 'Record',
        cell: ({ entity, recordId, name, isRemoved }) =>
          isRemoved ? `${recordId}, removed at HQ` : html`<a href="/console/${entity}s/${recordId}">${name ?? recordId}</a>`,
      },
      { name: 'Entity', cell: ({ entity }) => entity },
      { name: 'Since', cell: ({ since }) => moment(since) },
      { name: 'Attempts', cell: ({ attempts }) => attempts, isNumber: true },
      { name: because, cell: ({ refusedBecause, waitsBecause }) => refusedBecause ?? waitsBecause ?? 'on its way' },
    ],
  });
}
