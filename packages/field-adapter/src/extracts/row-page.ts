// Pages of an entity's rows in bytewise order of their key, or the rows of given keys.
import { columnSeparator, rowColumns, type RowsInput, type RowsOutput } from '@hq-field/contracts';
import type { RowPart } from './part.ts';
import { rowTable } from './part.ts';
import type { Snapshot } from './snapshot.ts';

/** Reads one page. The parts must be ready, and indexed by `indexRows`. */
export async function readRowPage(snapshot: Snapshot, part: RowPart, input: RowsInput): Promise<RowsOutput> {
  const values = rowColumns[part.entity].map((column) => `p.${column}`).join(', ');
  const rows = await snapshot.read<{ key: string; external_id: string; user: string | null; company: string | null; values: string }>(
    // The page is cut before its values are put together.
    `select p.row_key as key, p.external_id, p.user_external_id as user, p.company_external_id as company, jsonb_build_array(${values})::text as values
     from (
       ${cut(part, input.account)}
     ) p
     order by p.row_key`,
    [input.account ?? '', input.after, input.keys === null ? null : JSON.stringify(input.keys), String(input.limit + 1)] as string[],
  );
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

/** The first $4 rows behind $2 and of the keys of $3 where these are not null, in the order of an index. */
function cut(part: RowPart, account: string | null): string {
  if (part.entity === 'user' && account !== null) return cutOfMembers(part);
  return `
    select r.*
    from ${part.table} r
    where not r.left_out and ${isOfAccount(part, account, '$1')}
      and ($2::text is null or r.row_key > $2::text)
      and ($3::text is null or r.row_key in (select jsonb_array_elements_text($3::text::jsonb) collate "C"))
    order by r.row_key
    limit $4::text::bigint`;
}

/**
 * Users of one account, by the page of its members: the key of a member is the account and the key of its user, and a member whose user is left out is left
 * out too. The ends of the page tell which part of the users there is to read.
 */
function cutOfMembers(part: RowPart): string {
  const separator = `chr(${columnSeparator.codePointAt(0)})`;
  return `
    with page as materialized (
      select m.person_id, m.email
      from ${rowTable('accountMember')} m
      where not m.left_out and m.in_account = $1::text
        and ($2::text is null or m.row_key > $1::text || ${separator} || $2::text)
        and ($3::text is null or m.row_key in (select $1::text || ${separator} || key collate "C" from jsonb_array_elements_text($3::text::jsonb) as key))
      order by m.row_key
      limit $4::text::bigint
    )
    select r.*
    from page m
    join ${part.table} r on r.id = m.person_id
    where r.row_key between (select min(email collate "C") from page) and (select max(email collate "C") from page)`;
}

/**
 * Condition on a row `r` of the part, with the account as a parameter of type text. Only users have rows without an account, and they have
 * one row whatever number of accounts they are in.
 */
export function isOfAccount(part: RowPart, account: string | null, parameter: string): string {
  if (part.entity !== 'user') return account === null ? `false and ${parameter}::text is null` : `r.in_account = ${parameter}::text`;
  if (account === null) return `${parameter}::text is not null`;
  return `r.id in (select m.person_id from ${rowTable('accountMember')} m where not m.left_out and m.in_account = ${parameter}::text)`;
}

/** Lets pages be read without sorting the account for each. Rows that are loaded later are indexed as they come. */
export function indexRows(snapshot: Snapshot, part: RowPart): Promise<void> {
  const columns = part.entity === 'user' ? 'row_key' : 'in_account, row_key';
  return snapshot.run(`create index if not exists ${part.table}_page on ${part.table} (${columns})`);
}
