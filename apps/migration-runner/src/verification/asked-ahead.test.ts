import { expect, it } from 'vitest';
import { askedAhead } from './asked-ahead.ts';

it.each([1, 2, 3, 9])('answers in order, with at most %i on their way', async (most) => {
  let [open, widest] = [0, 0];
  const ask = async (item: number) => {
    open += 1;
    widest = Math.max(widest, open);
    // The later it is asked, the sooner it is answered.
    for (let turn = 0; turn < 40 - 5 * item; turn += 1) await Promise.resolve();
    open -= 1;
    return item * 10;
  };
  expect(await Array.fromAsync(askedAhead([1, 2, 3, 4, 5], ask, most))).toEqual([10, 20, 30, 40, 50]);
  expect(widest).toBe(Math.min(most, 5));
});

it('throws where the answer was due, and leaves nothing unheard when its reader stops', async () => {
  const seen: number[] = [];
  const ask = async (item: number) => (item > 1 ? Promise.reject(new Error(`no ${item}`)) : item);
  await expect(async () => {
    for await (const answer of askedAhead([1, 2, 3], ask, 3)) seen.push(answer);
  }).rejects.toThrow('no 2');
  for await (const answer of askedAhead([1, 2, 3], ask, 3)) {
    seen.push(answer);
    break;
  }
  expect(seen).toEqual([1, 1]);
});
