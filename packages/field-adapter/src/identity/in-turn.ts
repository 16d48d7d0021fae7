import type { FieldSession } from '../field-db/open-field.ts';
import type { IdentitySchema } from '../field-db/records.ts';

/** Does a part of making the identity tables, while which nobody else may write them: in the session at hand, or in a transaction of its own. */
export type InTurn = <Result>(work: (sql: FieldSession) => Promise<Result>) => Promise<Result>;

/** Reads a page of Field's rows, those behind an id; null begins at the lowest, which may be below zero. None at the end. */
type ReadPage<Row> = (sql: FieldSession, behind: string | null) => Promise<readonly Row[]>;

/** How one of the identity tables is made. */
interface Making<Row> {
  schema: IdentitySchema;
  table: 'logins' | 'company_names';
  readPage: ReadPage<Row>;
  write(sql: FieldSession, schema: IdentitySchema, rows: readonly Row[]): Promise<void>;
  /** Finds the rows that are one. */
  group(sql: FieldSession): Promise<void>;
}

/** Reads all rows and groups them. */
export async function readAndGroup<Row extends { id: string }>(
  inTurn: InTurn,
  { schema, table, readPage, write, group }: Making<Row>,
): Promise<void> {
  await eachPage(inTurn, readPage, (sql, rows) => write(sql, schema, rows));
  await inTurn(async (sql) => {
    await sql`analyze ${sql(schema)}.${sql(table)}`;
    await group(sql);
    // Once more: until now no row was in a group, and a plan that believes so reads them all.
    await sql`analyze ${sql(schema)}.${sql(table)}`;
  });
}

/**
 * Does something with all rows, a page in each turn. Pages by key, not a cursor: the session writes between them, and a cursor keeps its connection
 * to itself. Memory stays flat.
 */
export async function eachPage<Row extends { id: string }>(
  inTurn: InTurn,
  readPage: ReadPage<Row>,
  use: (sql: FieldSession, rows: readonly Row[]) => Promise<unknown>,
): Promise<void> {
  for (let behind: string | null | undefined = null; behind !== undefined; ) {
    const after: string | null = behind;
    behind = await inTurn(async (sql) => {
      const rows = await readPage(sql, after);
      if (rows.length > 0) await use(sql, rows);
      return rows.at(-1)?.id;
    });
  }
}
