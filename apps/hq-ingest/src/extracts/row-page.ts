// The statement of one page of rows. A page of a large account must not read the whole account: rows come in the order of an index, project by
// project or key by key, and reading ends with the page.
import { columnSeparator, nullMark, type RowsInput } from '@hq-field/contracts';
import { arrayLiteral } from '../hq-db/array-literal.ts';
import { placedBy, rowSources } from './entities/index.ts';
import { character, keyColumns, keyOrLast, lastKey, type RowSource, untilNul } from './row-source.ts';

interface Question {
  statement: string;
  parameters: (string | number)[];
}

/** Conditions of one of the two selects of a page, and what its rows are ordered by. */
interface Part {
  conditions: string[];
  order: string[];
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
  const { from, account: ofAccount } = placedBy(entity, account);
  const parameters: Question['parameters'] = [limit + 1];
  const add = (value: string): string => `$${parameters.push(value)}`;

  const isAsked = account === null ? [] : [`${ofAccount} = ${add(account)}`];
  const range = {
    after: after === null ? null : untilNul(after),
    keys: keys?.filter((key) => !key.includes('\0')) ?? null,
  };
  const projects = isOfProjects(source) ? orderedProjects(isAsked, range, add) : null;
  const parts = projects === null ? withinAccount(source, account, range, add) : byProject(source, range, add);
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
    statement: `${projects ?? ''}
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

interface Range {
  after: string | null;
  keys: readonly string[] | null;
}

type Add = (value: string) => string;

/** Whether rows have a project in front of their key, and so stand project by project. */
function isOfProjects(source: RowSource): boolean {
  return keyColumns(source).length === 2 && !isOfAccount(source);
}

function isOfAccount(source: RowSource): boolean {
  return keyColumns(source).length === 2 && keyColumns(source)[0] === source.account;
}

/** Rows whose key is told apart by its last column: all others are of the account. A row without it comes where its mark stands. */
function withinAccount(source: RowSource, account: string | null, range: Range, add: Add): Part[] {
  const last = `${keyColumns(source).at(-1)}`;
  const mark = isOfAccount(source) ? nullMark : lastKey;
  const within = isOfAccount(source) ? ofAccountAlone(range, `${account}`) : range;
  if (within === null) return [];
  const { after, keys } = within;
  const named: Part = { conditions: [`${last} is not null`], order: [last] };
  if (after !== null) named.conditions.push(`${last} > ${add(after)}`);
  if (keys !== null) named.conditions.push(`${last} = any(${add(arrayLiteral(keys))}::text[])`);
  const hasMark = (after === null || isBehind(mark, after)) && (keys === null || keys.includes(mark));
  return hasMark ? [named, { conditions: [`${last} is null`], order: [] }] : [named];
}

/** What a range of keys means for their last column, when their first is the account; null: it lies behind the account. */
function ofAccountAlone({ after, keys }: Range, account: string): Range | null {
  const [head, tail] = after === null ? [account, null] : split(after);
  if (isBehind(head, account)) return null;
  return {
    after: head === account ? tail : null,
    keys: keys?.map(split).flatMap(([first, last]) => (first === account && last !== null ? [last] : [])) ?? null,
  };
}

/** The projects of the account in the order of the rows, in place of the table of that name. */
function orderedProjects(isAsked: readonly string[], { after, keys }: Range, add: Add): string {
  const head = `coalesce(p.external_id, ${character(nullMark)}) collate "C"`;
  const conditions = [...isAsked];
  if (after !== null) conditions.push(`${head} >= ${add(split(after)[0])}`);
  if (keys !== null) conditions.push(`${head} = any(${add(arrayLiteral(keys.map((key) => split(key)[0])))}::text[])`);
  return `
    with projects as (
      select p.*, ${head} as head
      from projects p join accounts a on a.id = p.account_id
      where ${conditions.join(' and ')}
      order by head
    )`;
}

function byProject(source: RowSource, { after, keys }: Range, add: Add): Part[] {
  const last = `${keyColumns(source).at(-1)}`;
  const conditions = (tail: string): string[] => {
    const all: string[] = [];
    if (after !== null) {
      const [head, behind] = split(after);
      all.push(behind === null ? `p.head >= ${add(head)}` : `(p.head, ${tail}) > (${add(head)}, ${add(behind)})`);
    }
    if (keys !== null) {
      const asked = keys.map(split).filter(([, end]) => end !== null);
      const [heads, tails] = [add(arrayLiteral(asked.map(([head]) => head))), add(arrayLiteral(asked.map(([, end]) => end)))];
      all.push(`(p.head, ${tail}) in (select * from unnest(${heads}::text[], ${tails}::text[]))`);
    }
    return all;
  };
  return [
    { conditions: [`${last} is not null`, ...conditions(last)], order: ['p.head', last] },
    { conditions: [`${last} is null`, ...conditions(`${character(nullMark)} collate "C"`)], order: ['p.head'] },
  ];
}

function split(key: string): [head: string, tail: string | null] {
  const at = key.indexOf(columnSeparator);
  return at === -1 ? [key, null] : [key.slice(0, at), key.slice(at + 1)];
}

function isBehind(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}
