import { nullMark } from '@hq-field/contracts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import { character, keyColumns, type RowSource } from '../row-source.ts';
import { hasAccountInKey } from './by-account.ts';
import { type Add, type Part, type Range, split } from './part.ts';

/** Whether rows have a project in front of their key, and so stand project by project. */
export function hasProjectInKey(source: RowSource): boolean {
  return keyColumns(source).length === 2 && !hasAccountInKey(source);
}

/** The projects of the account in the order of the rows, in place of the table of that name. */
export function orderedProjects(isAsked: readonly string[], { after, keys }: Range, add: Add): string {
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

/** Rows that stand project by project; to be selected from `orderedProjects`. */
export function byProject(source: RowSource, { after, keys }: Range, add: Add): Part[] {
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
