import { testDatabase } from '@hq-field/testkit';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { checkSessions, openField, withoutTimeLimits } from './open-field.ts';

// Known from PostgreSQL 17 on.
const limited = await testDatabase('empty', async () => {}, {
  transaction_timeout: '100ms',
  statement_timeout: '50ms',
  extra_float_digits: '-5',
});
const field = openField(limited.url, { max: 1 });
afterAll(async () => {
  await field.end({ timeout: 1 });
  await limited.drop();
});

test('a transaction that lasts is under no limit of time that the database has for others, and numbers have all their digits', async () => {
  await field.begin(async (sql) => {
    await sql.unsafe(withoutTimeLimits);
    expect(await sql`select 12345678901::float8 as version from pg_sleep(0.2)`).toMatchObject([{ version: 12345678901 }]);
  });
  await expect(field.begin((sql) => sql`select pg_sleep(0.2)`)).rejects.toThrow(/transaction timeout|CONNECTION_CLOSED/u);
});

test('a database that does not take the settings of our sessions is refused: nothing would keep customers from waiting', async () => {
  const pooled = postgres(limited.url, { max: 1 });
  await expect(checkSessions(pooled)).rejects.toThrow('A pooler stands before the Field database');
  await pooled.end();
  await expect(checkSessions(field)).resolves.toBeUndefined();
});
