import { expect, it } from 'vitest';
import { patienceSeconds, StalledError, stallGuard } from './stall.ts';

it('throws when the same standing is seen for too long, and says which', () => {
  let now = 0;
  const look = stallGuard(() => now);
  look('2 accounts catching up');
  now = patienceSeconds - 1;
  look('1 account catching up');
  now += patienceSeconds;
  look('1 account catching up');
  now += 1;
  expect(() => look('1 account catching up')).toThrow(StalledError);
  expect(() => look('1 account catching up')).toThrow('1 account catching up');
});
