import { expect, test } from 'vitest';
import { LiveTurns } from './live-turns.ts';

test('one pass after the other, and beside one that is held up the next', async () => {
  let now = 0;
  const turns = new LiveTurns(() => now);
  const passes = [0, 1].map(() => Promise.withResolvers<void>());
  const first = turns.take(() => passes[0]?.promise ?? Promise.resolve());
  expect(turns.isOpen).toBe(false);
  now = 199;
  expect(turns.isOpen).toBe(false);
  now = 200;
  expect(turns.isOpen).toBe(true);
  const second = turns.take(() => passes[1]?.promise ?? Promise.resolve());
  expect(turns.isOpen).toBe(false);
  passes[0]?.resolve();
  await first;
  expect(turns.isOpen).toBe(false);
  passes[1]?.resolve();
  await second;
  expect(turns.isOpen).toBe(true);
});

test('none begins while nothing is there to be sent; a failed one makes room', async () => {
  const turns = new LiveTurns();
  await expect(turns.take(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
  const something = Promise.withResolvers<void>();
  const rest = turns.rest(something.promise);
  expect(turns.isOpen).toBe(false);
  something.resolve();
  await rest;
  expect(turns.isOpen).toBe(true);
});
