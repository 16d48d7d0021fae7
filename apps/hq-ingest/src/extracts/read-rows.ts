import type { RowsInput, RowsOutput } from '@hq-field/contracts';
import { arrayLiteral } from '../hq-db/array-literal.ts';
import type { Sql } from '../hq-db/connections.ts';
import { rowSources } from './entities/index.ts';
import { keyOf, keyOrLast, lastKey, untilNul } from './row-source.ts';

interface Row {
  key: string;
  external_id: string | null;
  user: string | null;
  company: string | null;
  values: string;
}

/** Reads a page of rows behind a key, in bytewise order of the keys, or the rows of given keys. */
export async function readRows(sql: Sql, { entity, account, after, limit, keys }: RowsInput): Promise<RowsOutput> {
  const source = rowSources[entity];
  const key = `${keyOf(source)} collate "C"`;
  // Projects of HQ's own have no key, and are answered with the last one there is.
  const orNull = entity === 'project' ? ` or ${key} is null` : '';
  const parameters: (string | number)[] = [limit + 1];
  const add = (value: string): string => `$${parameters.push(value)}`;
  const conditions = [
    ...(after === null ? [] : [`(${key} > ${add(untilNul(after))}${after < lastKey ? orNull : ''})`]),
    ...(keys === null
      ? []
      : [`(${key} = any(${add(arrayLiteral(keys.filter((one) => !one.includes('\0'))))}::text[])${keys.includes(lastKey) ? orNull : ''})`]),
    ...(account === null
      ? [entity === 'user' ? 'true' : 'false']
      : [accountCondition(entity === 'user', source.account, () => add(account))]),
  ];
  const rows = await sql.unsafe<Row[]>(
    `
    select
      ${keyOrLast(source)} as key,
      ${source.externalId} as external_id,
      ${source.user ?? 'null::text'} as "user",
      ${source.company ?? 'null::text'} as company,
      json_build_array(${source.columns.join(', ')})::text as values
    from ${source.from}
    where ${conditions.join(' and ')}
    order by ${key}
    limit $1`,
    parameters,
  );
  const page = rows.slice(0, limit);
  return {
    rows: page.map((row) => ({
      key: row.key,
      externalId: row.external_id,
      user: row.user,
      company: row.company,
      values: JSON.parse(row.values) as (string | null)[],
    })),
    next: rows.length > limit ? (page.at(-1)?.key ?? null) : null,
  };
}

function accountCondition(isUser: boolean, account: string | null, parameter: () => string): string {
  if (!isUser) return `${account} = ${parameter()}`;
  return `u.id in (
      select m.user_id from account_members m join accounts a on a.id = m.account_id where a.external_id = ${parameter()}
    )`;
}
