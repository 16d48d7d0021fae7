import { nullMark } from '@hq-field/contracts';
import { keyColumns, type RowSource } from '../row-source.ts';
import { byKey } from './by-key.ts';
import { type Add, isBehind, type Part, type Range, split } from './part.ts';

/** Whether rows have the account in front of their key. */
export function hasAccountInKey(source: RowSource): boolean {
  return keyColumns(source).length === 2 && keyColumns(source)[0] === source.account;
}

/** Rows that have the account in front of their key: those of one account are told apart by the rest of it. */
export function byAccount(source: RowSource, account: string, range: Range, add: Add): Part[] {
  const within = withinAccount(range, account);
  return within === null ? [] : byKey(source, within, add, nullMark);
}

/** What a range of keys means for their last column; null: it lies behind the account. */
function withinAccount({ after, keys }: Range, account: string): Range | null {
  const [head, tail] = after === null ? [account, null] : split(after);
  if (isBehind(head, account)) return null;
  return {
    after: head === account ? tail : null,
    keys: keys?.map(split).flatMap(([first, last]) => (first === account && last !== null ? [last] : [])) ?? null,
  };
}
