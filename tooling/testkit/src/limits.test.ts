import { expect, test } from 'vitest';
import { statesALimit, until } from './index.ts';

const attempts = { late: 0, waited: 0 };

test('a missed limit is given another try', statesALimit, () => {
  attempts.late += 1;
  expect(attempts.late === 3 ? 900 : 1700.5).toBeLessThan(1000);
});

test('so is a short wait in vain', statesALimit, async () => {
  attempts.waited += 1;
  await until(() => attempts.waited > 1, { timeoutMs: 5, everyMs: 1, what: 'the second attempt' });
});

test('a long wait in vain and any other failure are findings at once', () => {
  const again = statesALimit.retry.condition;
  expect(again({ message: 'Waited 50000 ms in vain until HQ equals Field; the last answer was false.' })).toBe(false);
  expect(again({ message: 'expected 3 to be +0 // Object.is equality' })).toBe(false);
});

test('there are three attempts at most, and no more than are needed', () => {
  expect(attempts).toEqual({ late: 3, waited: 2 });
});
