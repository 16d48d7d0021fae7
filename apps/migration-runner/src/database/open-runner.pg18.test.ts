import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { ThrottleStore } from '../throttle/throttle-store.ts';
import { openRunner } from './open-runner.ts';

test('limits and digits that a database has for others are not those of the runner', async () => {
  // Known from PostgreSQL 17 on.
  const database = await testDatabase('empty', async () => {}, { transaction_timeout: '1s', extra_float_digits: '-5' });
  const others = postgres(database.url, { max: 2, onnotice: () => {}, connection: { transaction_timeout: '0' } });
  const outlasts = async () =>
    (
      await others`
        select from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database() and clock_timestamp() - xact_start > interval '1200 ms'`
    ).length > 0;
  const { opening } = await others.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(7340022)`;
    const opening = openRunner(database.url, { max: 1 });
    await until(outlasts, { timeoutMs: 10_000, what: 'its migrations have waited for longer' });
    return { opening };
  });
  const runner = await opening;
  expect(await runner`select 12345678901::float8 as version`).toMatchObject([{ version: 12345678901 }]);
  await Promise.all([runner.end({ timeout: 1 }), others.end({ timeout: 1 })]);
  await database.drop();
});

test('a host that falls asleep in a transaction on the throttle holds up the kill switch for its limit, not until it wakes', async () => {
  const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
  const runner = await openRunner(database.url, { max: 3 });
  const asleep = await runner.reserve();
  try {
    expect(await asleep`select current_setting('idle_in_transaction_session_timeout') as limit`).toMatchObject([{ limit: '10s' }]);
    await asleep`begin`;
    await asleep`update migration.throttle set automatic_at = clock_timestamp()`;
    await asleep`set local idle_in_transaction_session_timeout = '200ms'`;
    const { killed } = await new ThrottleStore(runner).set({ killed: true, reason: 'smoke in the server room', actor: 'ann' });
    expect(killed).toBe(true);
  } finally {
    asleep.release();
    await runner.end({ timeout: 1 });
    await database.drop();
  }
});

test('a database opens to which migrations were applied under their former numbers', async () => {
  const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
  const before = await openRunner(database.url, { max: 1 });
  const former = { '0038-records-of-earlier-walks.sql': '0040', '0039-drained-hosts.sql': '0042' };
  for (const [name, number] of Object.entries(former))
    await before`update migration.applied set name = ${number + name.slice(4)} where name = ${name}`;
  await before.end({ timeout: 1 });
  const runner = await openRunner(database.url, { max: 1 });
  const applied = await runner<{ name: string }[]>`select name from migration.applied`;
  expect(applied.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(former)));
  await runner.end({ timeout: 1 });
  await database.drop();
});
