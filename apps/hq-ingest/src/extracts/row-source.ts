import { columnSeparator, type Entity, nullMark, rowColumns, rowKeyLength } from '@hq-field/contracts';

/**
 * Rows of one entity as both systems compare them, read from the tables alone: nothing of src/apply has a part in it. Aliases
 * stand for tables: a accounts, u users, c companies, p projects, m the join.
 */
export interface RowSource {
  entity: Entity;
  /** Tables and joins. */
  from: string;
  /** externalId of the account that the row belongs to; null for users, who belong to none. */
  account: string | null;
  /** Which of all rows are compared, as a condition: none of accounts of HQ's own, which Field does not have. */
  compared: string;
  /** externalIds of the record, and of its user and company where it has them. */
  externalId: string;
  user: string | null;
  company: string | null;
  /** One expression of type text a column of rowColumns, in order. */
  columns: readonly string[];
}

/** Writes a character as an SQL expression, so that no statement holds a control character. */
export function character(value: string): string {
  return `chr(${value.codePointAt(0)})`;
}

/** The expressions of a row's key, one or two. */
export function keyColumns({ entity, columns }: RowSource): readonly string[] {
  return columns.slice(0, rowKeyLength[entity]);
}

/** The key of a row: its key columns joined by the separator. A single column stays as it is, so that its index serves. */
export function keyOf(source: RowSource): string {
  const columns = keyColumns(source);
  if (columns.length === 1) return `${columns[0]}`;
  const parts = columns.map((column) => `coalesce(${column}, ${character(nullMark)})`);
  return `(${parts.join(` || ${character(columnSeparator)} || `)})`;
}

/** Stands for the key of a row whose only key column is null: nothing sorts behind it, as nothing sorts behind null. */
export const lastKey = '\u{10ffff}';

/** The key as it is answered. */
export function keyOrLast(source: RowSource): string {
  return `coalesce(${keyOf(source)}, ${character(lastKey)})`;
}

/** PostgreSQL holds no NUL, so nothing lies between a text that ends before one and the text that goes on behind it. */
export function untilNul(text: string): string {
  return text.split('\0', 1)[0] ?? '';
}

/** The digest of one row: the first 60 bits of the MD5 of its digest line. */
export function digestOf(source: RowSource): string {
  const parts = source.columns.map((column) => `coalesce(${column}, ${character(nullMark)})`);
  return `('x' || substr(md5(concat_ws(${character(columnSeparator)}, ${parts.join(', ')})), 1, 15))::bit(60)::bigint`;
}

/** Checks at load that a source gives what the contract names. Rows of accounts that Field has are compared, unless told otherwise. */
export function rowSource(given: Omit<RowSource, 'compared'> & { compared?: string }): RowSource {
  const source = { compared: `${given.account} is not null`, ...given };
  const expected = rowColumns[source.entity].length;
  if (source.columns.length !== expected)
    throw new Error(`Rows of ${source.entity} have ${expected} columns, not ${source.columns.length}.`);
  return source;
}
