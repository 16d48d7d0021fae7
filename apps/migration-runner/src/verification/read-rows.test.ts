import type { RowsInput, RowsOutput } from '@hq-field/contracts';
import { expect, it } from 'vitest';
import { readRange, readRows } from './read-rows.ts';

const pair = { account: 'acme', entity: 'project' as const };
const row = (key: string) => ({ key, externalId: key, user: null, company: null, values: [key] });

/** Answers pages of two rows unless told; a page behind a key of `broken` fails. */
function source(keys: readonly string[], broken: readonly string[] = [], most = 2) {
  const asked: (string | null)[] = [];
  return {
    asked,
    rows: async ({ after, limit }: RowsInput): Promise<RowsOutput> => {
      asked.push(after);
      if (after !== null && broken.includes(after)) throw new Error(`behind ${after} nothing can be read`);
      const rest = keys.filter((key) => after === null || key > after);
      const page = rest.slice(0, Math.min(limit, most));
      return { rows: page.map(row), next: rest.length > page.length ? (page.at(-1) ?? null) : null };
    },
  };
}

it('asks for the next page while one is looked at, and reads every row once', async () => {
  const side = source(['a', 'b', 'c', 'd']);
  const seen: string[] = [];
  for await (const { key } of readRows(side, pair)) {
    // The last key of a page comes again with the next one, which is read behind the key before it.
    if (key === 'a') expect(side.asked).toEqual([null, 'a']);
    seen.push(key);
  }
  expect([seen, side.asked]).toEqual([
    ['a', 'b', 'c', 'd'],
    [null, 'a', 'b'],
  ]);
});

it('gives the rows before a page that fails, and nothing is left unheard when its reader stops before', async () => {
  const seen: string[] = [];
  const reading = async () => {
    for await (const { key } of readRows(source(['a', 'b', 'c', 'd'], ['b']), pair)) seen.push(key);
  };
  await expect(reading()).rejects.toThrow('behind b nothing can be read');
  expect(seen).toEqual(['a', 'b']);
  for await (const { key } of readRows(source(['a', 'b', 'c'], ['a']), pair)) {
    expect(key).toBe('a');
    break;
  }
});

it('asks for nothing behind a range', async () => {
  const side = source(['a', 'b', 'c', 'd'], [], 100);
  const keys = (await Array.fromAsync(readRange(side, pair, { after: null, upTo: 'a' }, 1))).map(({ key }) => key);
  expect([keys, side.asked]).toEqual([['a'], [null]]);
});

it('goes on behind a page whose rows all have one key', async () => {
  const side = source(['a', 'a', 'a', 'b']);
  const keys = (await Array.fromAsync(readRows(side, pair))).map(({ key }) => key);
  expect([keys, side.asked]).toEqual([
    ['a', 'a', 'b'],
    [null, 'a'],
  ]);
});

it('reads every row of pages that large rows make shorter than was asked for, of one row too', async () => {
  const keys = ['a', 'b', 'c', 'd', 'e'];
  const read = async (most: number) => (await Array.fromAsync(readRows(source(keys, [], most), pair))).map(({ key }) => key);
  expect(await Promise.all([1, 2, 3, 4].map(read))).toEqual([1, 2, 3, 4].map(() => keys));
});
