import { until } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { isGivenBack } from './given-back.ts';
import { checkFence, installCapture, lowerFence, raiseFence, uninstallCapture, whoKeeps } from '../index.ts';

let small: SmallField;
const [acme, beta] = [guid('accounts', 1), guid('accounts', 2)];
beforeEach(async () => {
  small = await smallField();
});
afterEach(() => small.close());

const rows = () => small.field`select account, epoch::int as epoch from outbound.administered_by_hq`;

test('raised it stands for its account alone, also when raised again; lowered it is gone', async () => {
  expect(await raiseFence(small.field, acme, 1)).toBe(true);
  expect(await raiseFence(small.field, acme, 1)).toBe(true);
  expect(await rows()).toEqual([{ account: acme, epoch: 1 }]);
  expect([await whoKeeps(small.field, acme), await whoKeeps(small.field, beta)]).toEqual(['hq', 'field']);
  expect([await lowerFence(small.field, acme, 1), await lowerFence(small.field, acme, 1)]).toEqual([true, false]);
  expect([await rows(), await whoKeeps(small.field, acme)]).toEqual([[], 'field']);
});

test('a fence of a later epoch is not taken away by who moved it back before', async () => {
  await raiseFence(small.field, acme, 3);
  expect(await lowerFence(small.field, acme, 2)).toBe(false);
  expect(await whoKeeps(small.field, acme)).toBe('hq');
});

test('it is raised when the writes in flight have ended; what begins meanwhile is refused and does not wait', async () => {
  await small.make('accounts', { name: 'Acme' });
  const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const writing = small.field.begin(async (sql) => {
    expect(await whoKeeps(sql, acme)).toBe('field');
    begun.resolve();
    await go.promise;
    await sql`update accounts set name = 'Written in flight' where guid = ${acme}`;
  });
  await begun.promise;
  let seen: unknown = null;
  const raising = raiseFence(small.field, acme, 1).then(async (isRaised) => {
    seen = [isRaised, (await small.field`select name from accounts where guid = ${acme}`)[0]?.['name']];
  });
  const waits = () =>
    small.field`select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`;
  await until(async () => (await waits()).length > 0, { timeoutMs: 10_000, everyMs: 5, what: 'the move waits for the write' });
  expect([await whoKeeps(small.field, acme), await whoKeeps(small.field, beta), seen]).toEqual(['moving', 'field', null]);
  go.resolve();
  await Promise.all([writing, raising]);
  expect([seen, await whoKeeps(small.field, acme)]).toEqual([[true, 'Written in flight'], 'hq']);
});

test('a write that takes too long keeps it down, and nothing stays of the attempt', async () => {
  await small.field.begin(async (sql) => {
    await whoKeeps(sql, acme);
    expect(await raiseFence(small.field, acme, 1, { patienceMs: 20 })).toBe(false);
    expect(await lowerFence(small.field, acme, 1, { patienceMs: 20 })).toBe(false);
  });
  expect([await rows(), await whoKeeps(small.field, acme)]).toEqual([[], 'field']);
});

test('it is not lowered before what is being put has ended', async () => {
  await raiseFence(small.field, acme, 1);
  await small.field.begin(async (sql) => {
    await isGivenBack(sql, acme);
    await expect(lowerFence(small.field, acme, 1, { patienceMs: 20 })).rejects.toMatchObject({ name: 'FieldError', code: 'busy' });
  });
  expect(await whoKeeps(small.field, acme)).toBe('hq');
});

test('a Field without the table has no fence, and cannot raise one before it is installed', async () => {
  await small.field`drop table outbound.administered_by_hq`;
  expect([await whoKeeps(small.field, acme), await lowerFence(small.field, acme, 1)]).toEqual(['field', false]);
  for (const ask of [() => raiseFence(small.field, acme, 1), () => checkFence(small.field)])
    await expect(ask()).rejects.toMatchObject({ name: 'FieldError', code: 'capture_missing' });
  await installCapture(small.field);
  await checkFence(small.field);
  expect(await raiseFence(small.field, acme, 1)).toBe(true);
  await installCapture(small.field);
  expect(await whoKeeps(small.field, acme)).toBe('hq');
  await lowerFence(small.field, acme, 1);
  await uninstallCapture(small.field);
  expect([await whoKeeps(small.field, acme), await lowerFence(small.field, acme, 1)]).toEqual(['field', false]);
});
