import type { RowsInput, RowsOutput } from '@hq-field/contracts';
import type { Sql } from '../hq-db/connections.ts';
import { pageOf } from './row-page.ts';

interface Row {
  key: string;
  external_id: string | null;
  user: string | null;
  company: string | null;
  values: string;
}

/** Reads a page of rows behind a key, in bytewise order of the keys, or the rows of given keys. */
export async function readRows(sql: Sql, input: RowsInput): Promise<RowsOutput> {
  const question = pageOf(input);
  const rows = question === null ? [] : await sql.unsafe<Row[]>(question.statement, question.parameters);
  const page = rows.slice(0, input.limit);
  return {
    rows: page.map((row) => ({
      key: row.key,
      externalId: row.external_id,
      user: row.user,
      company: row.company,
      values: JSON.parse(row.values) as (string | null)[],
    })),
    next: rows.length > input.limit ? (page.at(-1)?.key ?? null) : null,
  };
}
