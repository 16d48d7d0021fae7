import type { FieldSession } from '../field-db/open-field.ts';
import type { IdentitySchema } from '../field-db/records.ts';

/** Does a part of making the identity tables, while which nobody else may write them: in the session at hand, or in a transaction of its own. */
export type InTurn = <Result>(work: (sql: FieldSession) => Promise<Result>) => Promise<Result>;

/** Does something with the rows of Field behind an id; null begins at the lowest, which may be below zero. Returns the last id; null at the end. */
type ReadPage = (sql: FieldSession, behind: string | null) => Promise<string | null>;

/** How one of the identity tables is made. */
interface Making {
  schema: IdentitySchema;
  table: 'logins' | 'company_names';
  /** Reads a page of Field's rows into it. */
  readPage: ReadPage;
  /** Finds the rows that are one. */
  group(sql: FieldSession): Promise<void>;
}

/**
 * Reads all rows and groups them. Pages by key, not a cursor: the session writes between them, and a cursor keeps its connection to itself.
 * Memory stays flat.
 */
export async function readAndGroup(inTurn: InTurn, { schema, table, readPage, group }: Making): Promise<void> {
  await readPages(inTurn, readPage);
  await inTurn(async (sql) => {
    await sql`analyze ${sql(schema)}.${sql(table)}`;
    await group(sql);
    // Once more: until now no row was in a group, and a plan that believes so reads them all.
    await sql`analyze ${sql(schema)}.${sql(table)}`;
  });
}

/** Goes over all rows, a page in each turn. */
export async function readPages(inTurn: InTurn, readPage: ReadPage): Promise<void> {
  let after: string | null = null;
  do after = await inTurn((sql) => readPage(sql, after));
  while (after !== null);
}
