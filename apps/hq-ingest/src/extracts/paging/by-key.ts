import { arrayLiteral } from '../../hq-db/array-literal.ts';
import { keyColumns, lastKey, type RowSource } from '../row-source.ts';
import { type Add, isBehind, type Part, type Range } from './part.ts';

/** Rows whose key is told apart by its last column. A row without it comes where its mark stands, behind all others where none is given. */
export function byKey(source: RowSource, { after, keys }: Range, add: Add, mark: string = lastKey): Part[] {
  const last = `${keyColumns(source).at(-1)}`;
  const named: Part = { conditions: [`${last} is not null`], order: [last] };
  if (after !== null) named.conditions.push(`${last} > ${add(after)}`);
  if (keys !== null) named.conditions.push(`${last} = any(${add(arrayLiteral(keys))}::text[])`);
  const hasMark = (after === null || isBehind(mark, after)) && (keys === null || keys.includes(mark));
  return hasMark ? [named, { conditions: [`${last} is null`], order: [] }] : [named];
}
