import { html } from 'hono/html';
import type { Html } from './layout.ts';

interface Column<Row> {
  name: string;
  cell(row: Row): Html | string | number | null;
  isNumber?: boolean;
}

export interface TableOptions<Row> {
  caption: string;
  /** Shown when there are no rows. */
  empty: string;
  /** The first column names the row. */
  columns: readonly [Column<Row>, ...Column<Row>[]];
  rows: readonly Row[];
}

/** A table that scrolls inside its box where it is wider than the page. */
export function table<Row>({ caption, empty, columns, rows }: TableOptions<Row>): Html {
  if (rows.length === 0) return html`<p class="quiet">${empty}</p>`;
  const [first, ...others] = columns;
  const numbers = ({ isNumber }: Column<Row>) => (isNumber ? html` class="number"` : '');
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${numbers(column)}>${column.name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (
    row,
  ) => html`<tr><th scope="row">${first.cell(row)}</th>${others.map((column) => html`<td${numbers(column)}>${column.cell(row) ?? '-'}</td>`)}</tr>
`,
)}</tbody>
</table></div>`;
}

/** The way to the next page of a list, and back to its start. `name` is the list's parameter in the address. */
export function pager(at: URL, name: string, list: string, next: string | null): Html {
  const isFirst = !at.searchParams.has(name);
  if (isFirst && next === null) return html``;
  return html`<nav aria-label="${list}: pages"><p>
${isFirst ? '' : html`<a href="${withParameter(at, name, null)}">First page of ${list}</a>`}
${next === null ? '' : html`<a href="${withParameter(at, name, next)}">Next page of ${list}</a>`}
</p></nav>`;
}

function withParameter(at: URL, name: string, value: string | null): string {
  const parameters = new URLSearchParams(at.searchParams);
  if (value === null) parameters.delete(name);
  else parameters.set(name, value);
  const query = parameters.toString();
  return query === '' ? at.pathname : `${at.pathname}?${query}`;
}
