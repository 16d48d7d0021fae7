import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';
import type { AccountQueue } from '../queue/account-queue.ts';
import { openPgBossQueue } from '../queue/pg-boss-queue.ts';
import { enqueueAccounts } from './enqueue-accounts.ts';

let all: Migration;
let queue: AccountQueue;
beforeEach(async () => {
  all = await migration({ accounts: 12 });
  queue = await openPgBossQueue(all.runnerUrl, (error) => {
    throw error;
  });
});
afterEach(async () => {
  await queue.close();
  await all.close();
});

test('what used up its attempts is put back, also beside a new job of its account', async () => {
  const { enqueued } = await enqueueAccounts({ ...all, queue }, 'all', { again: false });
  await all.runner`update pgboss.job set retry_limit = 0 where name = 'accounts'`;
  const jobs = await queue.fetch(2);
  await queue.fail(jobs, 'its host is gone');
  await queue.enqueue(jobs.slice(0, 1).map(({ account }) => account));
  expect(await queue.depth()).toEqual({ ready: enqueued.length - 1, active: 0, dead: 2 });
  await enqueueAccounts({ ...all, queue }, 'all', { again: false });
  expect((await queue.depth()).dead).toBe(0);
  const given = (await queue.fetch(1000)).map(({ account }) => account);
  expect(new Set(given)).toEqual(new Set(enqueued));
});
