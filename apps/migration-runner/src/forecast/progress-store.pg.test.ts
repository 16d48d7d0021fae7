import { randomUUID } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AccountStore } from '../accounts/account-store.ts';
import { openRunner, type RunnerDatabase } from '../database/open-runner.ts';
import { forecastError, foretoldAfter, keepProgress, readProgress } from './progress-store.ts';

let database: TestDatabase;
let runner: RunnerDatabase;
beforeEach(async () => {
  database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
  runner = await openRunner(database.url);
});
afterEach(async () => {
  await runner.end({ timeout: 1 });
  await database.drop();
});

/** A forecast that was kept so many seconds ago, when so many records were sent. */
const said = (secondsAgo: number, eta: number | null, records = 10) => runner`
  insert into migration.progress (at, working, records, accounts, left_records, left_accounts, failed, outbox, quarantined, dead, workers, fibres, eta_low, eta, eta_high)
  values (clock_timestamp() - make_interval(secs => ${secondsAgo}::float8), true, ${records}, 1, 10, 1, 0, 0, 0, 0, 1, 1, ${eta && eta / 2}, ${eta}, ${eta && eta * 2})`;
const walked = (account: string, secondsAgo: number) => runner`
  insert into migration.accounts (external_id, state, walked_at) values (${account}, 'live', clock_timestamp() - make_interval(secs => ${secondsAgo}::float8))`;

test('of a run of a thousand records the first forecast after a hundred of them is held against what came', async () => {
  await walked('a', 60);
  await walked('b', 20);
  await said(119, 30, 5);
  await said(112, 40, 99);
  await said(109, null, 100);
  await said(107, 80, 130);
  await said(90, 70, 400);
  await said(10, null, 1000);
  const found = await foretoldAfter(runner, 0.1);
  expect(found).toMatchObject({ foretold: 80, low: 40, high: 160 });
  expect(found?.took).toBeCloseTo(87, 0);
});

test('without a forecast, or without an end, there is nothing to hold', async () => {
  await said(50, 30);
  expect(await foretoldAfter(runner, 0.1)).toBeNull();
  await walked('a', 60);
  expect(await foretoldAfter(runner, 0.1)).toBeNull();
});

test('days on which nobody worked make no forecast wrong', async () => {
  const weekend = 2 * 24 * 3600;
  await said(weekend + 180, 240, 10);
  await said(weekend + 120, 180, 20);
  await said(120, 120, 30);
  await said(60, 60, 40);
  expect(await forecastError(runner, 60)).toBeCloseTo(0);
  expect(await forecastError(runner, 300)).toBeCloseTo(0.5);
  await said(0, null, 50);
  await runner`update migration.progress set left_accounts = 0, working = false where records = 50`;
  expect(await forecastError(runner, null)).toBeCloseTo(0);
});

test('what is foretold is kept with what was measured until then', async () => {
  await walked('a', 1);
  await runner`update migration.accounts set started_at = clock_timestamp() - interval '3 s', records = 500, size = 500`;
  await runner`insert into migration.accounts (external_id, state, size) values ('b', 'planned', 1000)`;
  await keepProgress(runner, { outbox: 0, quarantined: 0, dead: 0, workers: 1, fibres: 1 });
  const [kept] = await runner`select eta, eta_low, eta_high from migration.progress`;
  expect(kept?.['eta']).toBeGreaterThan(0);
  expect(kept?.['eta_low']).toBeLessThan(Number(kept?.['eta']));
  expect(kept?.['eta_high']).toBeGreaterThan(Number(kept?.['eta']));
});

test('rows are kept every quarter of a second at the beginning, every two seconds later', async () => {
  const isKept = async (firstSecondsAgo: number, lastSecondsAgo: number) => {
    await runner`delete from migration.progress`;
    await said(firstSecondsAgo, null);
    await said(lastSecondsAgo, null);
    await keepProgress(runner, { outbox: 0, quarantined: 0, dead: 0, workers: 1, fibres: 1 });
    return (await runner`select from migration.progress`).length === 3;
  };
  expect([await isKept(4, 0), await isKept(4, 0.5), await isKept(100, 1), await isKept(100, 4)]).toEqual([false, true, false, true]);
});

test('what is sent once more is left once, and what was sent before counts for nothing of it', async () => {
  const [store, holder] = [new AccountStore(runner), randomUUID()];
  await store.register(['a', 'b'].map((externalId) => ({ externalId, deleted: false, rows: 100 })));
  const walk = async (account: string) => {
    await store.start([account], holder);
    await store.walked(new Map([[account, 120]]), holder, 1n);
    await store.drained(2n);
  };
  for (let round = 0; round < 3; round += 1) {
    expect(await store.markEnqueued(['a', 'b'], { again: round > 0 })).toHaveLength(2);
    expect(await readProgress(runner)).toMatchObject({ accounts: 0, leftAccounts: 2, leftRecords: 200 });
    await walk('a');
    // About as many records for its size as the other one had.
    expect(await readProgress(runner)).toMatchObject({ accounts: 1, leftAccounts: 1, leftRecords: 120 });
    await walk('b');
    expect(await readProgress(runner)).toMatchObject({ accounts: 2, leftAccounts: 0, leftRecords: 0, records: 240 * (round + 1) });
  }
});
