import { until, waitsForLock } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { smallField } from '../fixtures/small-field.ts';
import { openField } from '../index.ts';
import { Reading } from './reading.ts';

const small = await smallField();
afterAll(() => small.close());

test('a reading that makes way too late holds up nobody who has its session by then', async () => {
  const pool = openField(small.url, { max: 1 });
  const [asked, ended, cancelled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const question = async (words: TemplateStringsArray, ...values: never[]) => {
    if (!words.join('').includes('pg_cancel_backend')) return [{ isWaitedFor: true }];
    asked.resolve();
    await ended.promise;
    return small.field(words, ...values).finally(cancelled.resolve);
  };
  const field = Object.assign(question, { reserve: () => pool.reserve() }) as never;
  const reading = await Reading.begin(field, async function* () {}, { lookEveryMs: 1, idleMs: 60_000 });
  await asked.promise;
  await reading.end();
  let next: Promise<unknown> = Promise.resolve();
  await small.field.begin(async (sql) => {
    await sql`lock table contacts`;
    next = Promise.resolve(pool`select count(*) from contacts`);
    next.catch(() => {});
    await until(() => waitsForLock(small.field), { timeoutMs: 10_000, what: 'somebody else is at work in the session' });
    ended.resolve();
    await cancelled.promise;
  });
  await expect(next).resolves.toHaveLength(1);
  await pool.end();
});
