import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { highestVersion } from '../apply/highest-version.ts';
import { createContext } from '../context.ts';
import { readSums } from '../extracts/read-sums.ts';
import { serveExtract } from '../extracts/serve-extract.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account } from '../fixtures/records.ts';
import { migrate } from './migrate.ts';

// What a database was given for other sessions than ours; transaction_timeout is known from PostgreSQL 17 on.
const hq = openTestHq(await testDatabase('hq', prepareHq, { transaction_timeout: '1s', extra_float_digits: '-5' }));
const others = postgres(hq.url, { max: 2, onnotice: () => {}, connection: { transaction_timeout: '0' } });
const context = createContext(
  { databaseUrl: hq.url, publicKeys: { keys: [] }, tolerance: 1, connections: 1, logLevel: 'silent' },
  { database: hq.database },
);
afterAll(async () => {
  await others.end({ timeout: 1 });
  await hq.close();
});

const reader = { method: 'GET', signal: new AbortController().signal };
test.each<[string, string, () => Promise<unknown>]>([
  ['digests', 'lock table accounts', () => readSums(hq.database.verify, { accounts: null, exclude: [] }, true)],
  ['an extract', 'lock table accounts', async () => (await serveExtract(context, 'accounts.csv', reader)).text()],
  ['migrations', `select pg_advisory_xact_lock(hashtextextended('hq-ingest migrations', 0))`, () => migrate(hq.url)],
])('%s may last longer than a transaction of others', async (_, lock, last) => {
  const outlasts = async () =>
    (
      await others`
        select from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database() and clock_timestamp() - xact_start > interval '1200 ms'`
    ).length > 0;
  const lasting = await others.begin(async (sql) => {
    await sql.unsafe(lock);
    const asked = last();
    await until(outlasts, { timeoutMs: 10_000, what: 'it has waited for longer' });
    return { asked };
  });
  await expect(lasting.asked).resolves.toBeDefined();
});

test('versions have all their digits', async () => {
  await hq.send({ account: [account('acme', {}, 12_345_678_901)] });
  expect(await highestVersion(hq.database.read)).toBe(12_345_678_901);
});
