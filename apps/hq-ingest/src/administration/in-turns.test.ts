import { expect, test } from 'vitest';
import { digestOf, withDigests } from './digest.ts';
import { sortInTurns } from './in-turns.ts';

/** How often others have their turn while something is done, and what comes of it. */
async function turnsIn<Result>(work: () => Promise<Result>): Promise<[turns: number, result: Result]> {
  let turns = 0;
  const count = () => ((turns += 1), (next = setImmediate(count)));
  let next = setImmediate(count);
  const result = await work();
  clearImmediate(next);
  return [turns, result];
}

const rows = Array.from({ length: 5500 }, (_, number) => ({
  name: String((number * 7919) % 5501),
  values: { role: number % 3, status: 'a' },
}));

test('many rows are sorted in turns as at once', async () => {
  const order = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, 'en');
  const [turns, sorted] = await turnsIn(() => sortInTurns(rows, order));
  expect(turns).toBeGreaterThanOrEqual(5);
  expect(sorted).toEqual(rows.toSorted(order));
  expect(await sortInTurns([], order)).toEqual([]);
});

test('digests of many rows are made in turns, and are those of each', async () => {
  const [turns, digested] = await turnsIn(() => withDigests(rows));
  expect(turns).toBeGreaterThanOrEqual(5);
  expect(digested).toEqual(rows.map((row) => ({ ...row, digest: digestOf(row.values) })));
});
