import { until, waitsForLock } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { smallField, type SmallField } from '../fixtures/small-field.ts';
import { openField, preflight } from '../index.ts';

let small: SmallField;
beforeEach(async () => {
  small = await smallField();
});
afterEach(() => small.close());

test('a preflight makes way for a statement that waits for it, and says so', async () => {
  await small.make('accounts', { name: 'Acme', status: 'active', country: 'US' });
  const other = openField(small.url, { max: 1 });
  const locked = Promise.withResolvers<void>();
  const altered = other.begin(async (sql) => {
    await sql`set local deadlock_timeout = '30s'`;
    await sql`lock table addresses`;
    locked.resolve();
    // The preflight waits for this, and has read the people before.
    await until(() => waitsForLock(small.field), {
      timeoutMs: 10_000,
      what: 'the preflight waits',
    });
    await sql`lock table users`;
  });
  await locked.promise;
  await expect(preflight(small.field, { lookEveryMs: 20 })).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining('made way'),
  });
  await altered;
  await other.end();
  expect(await preflight(small.field)).toMatchObject({ accounts: 1 });
});
