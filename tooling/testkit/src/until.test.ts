import { expect, test } from 'vitest';
import { until } from './until.ts';

test('gives the first truthy value of the condition', async () => {
  let looks = 0;
  const value = await until(() => ((looks += 1) > 2 ? `look ${looks}` : undefined), {
    timeoutMs: 1000,
    what: 'it has looked three times',
    everyMs: 1,
  });
  expect(value).toBe('look 3');
});

test('says what it waited for and the last answer when time is up', async () => {
  await expect(until(() => 0, { timeoutMs: 5, what: 'the outbox has rows', everyMs: 1 })).rejects.toThrow(
    'Waited 5 ms in vain until the outbox has rows; the last answer was 0.',
  );
});

test('an error of the condition ends the wait at once', async () => {
  await expect(until(() => Promise.reject(new Error('no such table')), { timeoutMs: 60_000, what: 'rows' })).rejects.toThrow(
    'no such table',
  );
});
