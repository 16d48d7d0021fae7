import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecordRate } from './record-rate.ts';

/** Time passes only while somebody sleeps. */
function clock() {
  const time = { ms: 0, now: () => time.ms, sleep: async (milliseconds: number) => void (time.ms += milliseconds) };
  return time;
}
const { signal } = new AbortController();

test('over any time of some seconds no more is sent than the rate, one batch, and a short burst', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 10, max: 5000 }),
      fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 60 }),
      async (rate, batches) => {
        const time = clock();
        const limit = new RecordRate(time);
        limit.perSecond = rate;
        let sent = 0;
        for (const batch of batches) {
          await limit.take(batch, signal);
          sent += batch;
          expect(sent - batch).toBeLessThanOrEqual((rate * time.ms) / 1000 + rate * 0.25 + 1);
        }
        // And it is not much slower than the rate either.
        expect(time.ms).toBeLessThanOrEqual((sent / rate) * 1000 + batches.length * 101);
      },
    ),
  );
});

test('a rate that is taken away lets everything go at once', async () => {
  const time = clock();
  const limit = new RecordRate(time);
  limit.perSecond = 10;
  await limit.take(1000, signal);
  limit.perSecond = null;
  await limit.take(1000, signal);
  expect(time.ms).toBe(0);
});

test('a debt of a high rate is not paid off for minutes at a low one', async () => {
  const time = clock();
  const limit = new RecordRate(time);
  limit.perSecond = 10_000;
  await limit.take(5000, signal);
  await limit.take(1, signal);
  limit.perSecond = 10;
  await limit.take(1, signal);
  expect(time.ms).toBeLessThan(2000);
});

test('a rate that is set again as it is forgives no debt', async () => {
  const time = clock();
  const limit = new RecordRate(time);
  limit.perSecond = 50;
  await limit.take(1000, signal);
  limit.perSecond = 50;
  await limit.take(1, signal);
  expect(time.ms).toBeGreaterThan(19_000);
});
