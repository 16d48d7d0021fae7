import { expect, test } from 'vitest';
import { createReplayGuard } from './replay.ts';

test('an id is remembered for one generation at least, and forgotten after two', () => {
  let now = 0;
  const guard = createReplayGuard(() => now);
  expect(guard.use('a')).toBe(true);
  now = 119;
  expect(guard.use('b')).toBe(true);
  now = 121;
  expect([guard.use('a'), guard.use('b')]).toEqual([false, false]);
  now = 239;
  expect(guard.use('b')).toBe(false);
  now = 242;
  expect([guard.use('a'), guard.use('b')]).toEqual([true, true]);
});
