import type { RowsInput, RowsOutput } from '@hq-field/contracts';
import type { Sql } from '../hq-db/connections.ts';
import { pageOf } from './row-page.ts';

interface Row {
  key: string;
  external_id: string | null;
  user: string | null;
  company: string | null;
  values: string;
  /** Whether another row stands behind it. */
  more: true | null;
}

/** Reads a page of rows behind a key, in bytewise order of the keys, or the rows of given keys. A page of large rows is shorter than its limit. */
export async function readRows(sql: Sql, input: RowsInput): Promise<RowsOutput> {
  const question = pageOf(input);
  const rows = question === null ? [] : await sql.unsafe<Row[]>(question.statement, question.parameters);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => ({
      key: row.key,
      externalId: row.external_id,
      user: row.user,
      company: row.company,
      values: JSON.parse(row.values) as (string | null)[],
    })),
    next: last?.more === true ? last.key : null,
  };
}
