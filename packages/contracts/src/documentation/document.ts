/** The documentation as data. Texts may hold `code` and [a link](#anchor); links name anchors of any page. */
export type Block =
  | { kind: 'heading'; level: 2 | 3; text: string; anchor: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'code'; language: 'json' | 'bash' | 'ruby' | 'csv' | 'http'; text: string; title?: string }
  | { kind: 'table'; columns: readonly string[]; rows: readonly Row[] };

/** A row of a table; with an anchor it can be linked to. */
export interface Row {
  anchor?: string;
  cells: readonly string[];
}

export interface Page {
  /** Name of the Markdown file without its ending, and anchor of the page in the HTML. */
  name: string;
  title: string;
  blocks: readonly Block[];
}

export function heading(level: 2 | 3, text: string, anchor: string): Block {
  return { kind: 'heading', level, text, anchor };
}

export function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

export function list(items: readonly string[]): Block {
  return { kind: 'list', items };
}

export function table(columns: readonly string[], rows: readonly Row[]): Block {
  return { kind: 'table', columns, rows };
}

/** An example as the wire carries it. */
export function json(value: unknown, title?: string): Block {
  return { kind: 'code', language: 'json', text: JSON.stringify(value, null, 2), ...(title === undefined ? {} : { title }) };
}

/** Text that is to be read letter by letter. */
export function code(text: string): string {
  return `\`${text}\``;
}

export function link(label: string, anchor: string): string {
  return `[${label}](#${anchor})`;
}

/** Whole numbers as people read them. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/gu, ',');
}
