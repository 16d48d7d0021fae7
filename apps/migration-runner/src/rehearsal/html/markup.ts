/** Text that is safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}

/** A whole number with thin spaces between groups of three. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/gu, '\u202f');
}

/** Seconds as people read them: `8.3 s`, `1 min 12 s`. */
export function duration(seconds: number): string {
  const tenths = seconds.toFixed(1);
  if (Number(tenths) < 60) return `${tenths} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export function milliseconds(value: number): string {
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

export interface Column {
  name: string;
  /** Numbers stand to the right. */
  number?: boolean;
}

/** A table of text cells, with a caption for those who only hear it. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p class="none">None.</p>';
  const cell = (tag: 'th' | 'td', text: string, at: number): string =>
    `<${tag}${tag === 'th' ? ' scope="col"' : ''}${columns[at]?.number === true ? ' class="number"' : ''}>${escapeHtml(text)}</${tag}>`;
  const head = columns.map((column, at) => cell('th', column.name, at)).join('');
  const body = rows.map((row) => `<tr>${row.map((text, at) => cell('td', text, at)).join('')}</tr>`).join('\n');
  return `<div class="table"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}
