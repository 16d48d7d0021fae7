import { createHash } from 'node:crypto';
import { inTurns } from './in-turns.ts';

/** What somebody was shown, in short. Of the values and not of the row, so that two people who edit different things do not get into each other's way. */
export function digestOf(values: object): string {
  return digestOfText(textOf(values));
}

/** Rows with the digests of their values, made in turns. Of many people most have the same values, which are digested once. */
export async function withDigests<Row extends { values: object }>(rows: readonly Row[]): Promise<(Row & { digest: string })[]> {
  const known = new Map<string, string>();
  const digestOnce = (text: string): string => {
    const digest = known.get(text) ?? digestOfText(text);
    known.set(text, digest);
    return digest;
  };
  return (await inTurns(rows, (some) => some.map((row) => ({ ...row, digest: digestOnce(textOf(row.values)) })))).flat();
}

function textOf(values: object): string {
  return JSON.stringify(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function digestOfText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url');
}
