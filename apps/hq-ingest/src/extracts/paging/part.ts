import { columnSeparator } from '@hq-field/contracts';

/** Conditions of one of the two selects of a page, and what its rows are ordered by. */
export interface Part {
  conditions: string[];
  order: string[];
}

/** What a page is asked for: keys behind one, and some keys only. */
export interface Range {
  after: string | null;
  keys: readonly string[] | null;
}

/** Adds a parameter to the statement, and gives its name there. */
export type Add = (value: string) => string;

/** The two columns of a key; `tail` is null where it has one only. */
export function split(key: string): [head: string, tail: string | null] {
  const at = key.indexOf(columnSeparator);
  return at === -1 ? [key, null] : [key.slice(0, at), key.slice(at + 1)];
}

/** Whether a key comes behind another in bytewise order. */
export function isBehind(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}
