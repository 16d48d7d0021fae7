// The statement of one page of rows. A page of a large account must not read the whole account: rows come in the order of an index, project by
// project or key by key, and reading ends with the page.
import type { RowsInput } from '@hq-field/contracts';
import { placedBy, rowSources } from './entities/index.ts';
import { byAccount, hasAccountInKey } from './paging/by-account.ts';
import { byKey } from './paging/by-key.ts';
import { byProject, hasProjectInKey, orderedProjects } from './paging/by-project.ts';
import type { Add, Part, Range } from './paging/part.ts';
import { keyOrLast, type RowSource, untilNul } from './row-source.ts';

interface Question {
  statement: string;
  parameters: (string | number)[];
}

/** Bytes of the values of one page, at most: a row may hold a megabyte, and HQ holds a page several times until it is sent. */
const mostBytes = 4 * 1024 * 1024;

/**
 * Asks for one page: `limit` rows, or as many as have `mostBytes` together, but those of one key are not torn apart for it: who reads on
 * behind the key would miss the rest. `more` of its last row is null where the rows end. Null when there can be none.
 */
export function pageOf({ entity, account, after, limit, keys }: RowsInput): Question | null {
  if (account === null && entity !== 'user') return null;
  const source = rowSources[entity];
  const { from, compared, account: ofAccount } = placedBy(entity, account);
  const parameters: Question['parameters'] = [limit + 1];
  const add = (value: string): string => `$${parameters.push(value)}`;

  const isAsked = account === null ? [compared] : [`${ofAccount} = ${add(account)}`];
  const range: Range = {
    after: after === null ? null : untilNul(after),
    keys: keys?.filter((key) => !key.includes('\0')) ?? null,
  };
  const projects = hasProjectInKey(source) ? orderedProjects(isAsked, range, add) : '';
  const parts = partsOf(source, account, range, add);
  if (parts.length === 0) return null;
  const values = source.columns.map((_, at) => `value_${at}`);
  const selects = parts.map(
    ({ conditions, order }) => `(
      select
        ${keyOrLast(source)} as key,
        ${source.externalId} as external_id,
        ${source.user ?? 'null::text'} as "user",
        ${source.company ?? 'null::text'} as company,
        ${source.columns.map((column, at) => `${column} as ${values[at]}`).join(', ')}
      from ${from}
      where ${[...isAsked, ...conditions].join(' and ')}
      ${order.length === 0 ? '' : `order by ${order.join(', ')}`}
      limit $1
    )`,
  );
  // The size of a value is known without its text, which is read for the rows that stay.
  const bytes = values.map((value) => `coalesce(octet_length(${value}), 0)`).join(' + ');
  return {
    statement: `${projects}
      select key, external_id, "user", company, json_build_array(${values.join(', ')})::text as values, more
      from (
        select *, row_number() over w as number, rank() over w as rank, sum(${bytes}) over w as bytes, lead(true) over w as more
        from (select * from (${selects.join(' union all ')}) rows order by key collate "C" limit $1) rows
        window w as (order by key collate "C")
      ) page
      where number < $1 and (rank = 1 or bytes <= ${mostBytes})
      order by number`,
    parameters,
  };
}

function partsOf(source: RowSource, account: string | null, range: Range, add: Add): Part[] {
  if (hasProjectInKey(source)) return byProject(source, range, add);
  if (hasAccountInKey(source)) return byAccount(source, `${account}`, range, add);
  return byKey(source, range, add);
}
