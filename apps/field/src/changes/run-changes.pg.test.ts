import { statesALimit, type TestDatabase, testDatabase, testPostgres, until } from '@hq-field/testkit';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seedField } from '../generator/seed-field.ts';
import { runChanges } from './run-changes.ts';

let database: TestDatabase;
let sql: postgres.Sql;

beforeEach(async () => {
  database = await testDatabase('field-of-40', async (databaseUrl) => {
    await seedField({ databaseUrl, accounts: 40, seed: '1' });
  });
  sql = postgres(database.url, { max: 1, onnotice: () => {} });
});
afterEach(async () => {
  await sql.end();
  await database.drop();
});

let attempt = 0;
it('the rate holds, and no change fails', statesALimit, async () => {
  attempt += 1;
  const totals = await runChanges({ databaseUrl: database.url, ratePerSecond: 60, seconds: 3, seed: `rate ${attempt}` });
  expect(totals.messages).toEqual({});
  expect(totals.errors).toBe(0);
  expect(totals.changes).toBeLessThanOrEqual(180);
  expect(180 - totals.changes).toBeLessThan(16);
  expect(Object.values(totals.byKind).reduce((sum, count) => sum + count, 0)).toBe(totals.changes);
});

it('a signal ends the stream with every change finished and every connection closed', statesALimit, async () => {
  const stop = new AbortController();
  let changes = 0;
  const running = runChanges({
    databaseUrl: database.url,
    ratePerSecond: 40,
    seed: 'stop',
    signal: stop.signal,
    onProgress: (totals) => (changes = totals.changes),
  });
  await until(() => changes > 5, { timeoutMs: 10_000, what: 'changes have been made' });
  const aborted = performance.now();
  stop.abort();
  const totals = await running;
  expect(performance.now() - aborted).toBeLessThan(5000);
  expect(totals.errors).toBe(0);
  expect(totals.changes).toBeGreaterThanOrEqual(changes);
  await until(async () => (await connections()) === 0, { timeoutMs: 10_000, what: 'the stream has closed its connections' });
});

it('a change that the database refuses is counted with its message, and the others go on', async () => {
  await sql`alter table users add constraint no_more_titles check (job_title is null) not valid`;
  const totals = await runChanges({ databaseUrl: database.url, ratePerSecond: 40, seconds: 2, seed: '7' });
  expect(totals.errors).toBeGreaterThan(0);
  expect(totals.changes).toBeGreaterThan(20);
  expect(Object.keys(totals.messages).join('\n')).toMatch(/login-edited: .*no_more_titles/u);
  expect(Object.values(totals.messages).reduce((sum, count) => sum + count, 0)).toBe(totals.errors);
});

it('a database without the legacy tables is refused with what to do', async () => {
  const refused = runChanges({ databaseUrl: testPostgres().url('postgres'), ratePerSecond: 1, seconds: 1, seed: '1' });
  await expect(refused).rejects.toMatchObject({ code: 'schema_missing', message: expect.stringContaining('seed') as string });
});

async function connections(): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity where application_name = 'field-changes' and datname = current_database()`;
  return row?.count ?? 0;
}
