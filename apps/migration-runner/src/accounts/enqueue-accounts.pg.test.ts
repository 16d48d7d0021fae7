import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';
import type { AccountQueue } from '../queue/account-queue.ts';
import { openPgBossQueue } from '../queue/pg-boss-queue.ts';
import { enqueueAccounts } from './enqueue-accounts.ts';

let all: Migration;
let queue: AccountQueue;
const holder = randomUUID();
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

test('an account that failed, and that Field has deleted for good since, is taken by its name and with all, and becomes live', async () => {
  const known = await enqueueAccounts({ ...all, queue }, 'all', { again: false });
  const gone = '00000000-0000-4000-8000-000000000001';
  await expect(enqueueAccounts({ ...all, queue }, { named: [gone] }, { again: false })).rejects.toThrow(`has an account ${gone}`);
  await all.store.register([{ externalId: gone, deleted: false, rows: 10 }]);
  for (const wanted of [{ named: [gone] }, 'all'] as const) {
    await all.store.start([gone], holder);
    await all.store.fail(gone, holder, 'no such table');
    const { chosen, enqueued } = await enqueueAccounts({ ...all, queue }, wanted, { again: false });
    expect([chosen.includes(gone), enqueued.includes(gone)]).toEqual([true, true]);
  }
  expect(await (await all.host({ untilIdle: true })).ended).toBeNull();
  expect(await all.store.byState()).toMatchObject({ live: known.enqueued.length + 1, failed: 0 });
});

test('what used up its attempts is put back, also beside a new job of its account, and however many there are', async () => {
  const { enqueued } = await enqueueAccounts({ ...all, queue }, 'all', { again: false });
  const others = Array.from({ length: 1001 }, (_, index) => `other-${index}`);
  await queue.enqueue(others);
  await all.runner`update pgboss.job set retry_limit = 0 where name = 'accounts'`;
  const jobs = await queue.fetch(2000);
  await queue.fail(jobs, 'its host is gone');
  await queue.enqueue(enqueued.slice(0, 1));
  expect(await queue.depth()).toEqual({ ready: 1, active: 0, dead: jobs.length });
  await enqueueAccounts({ ...all, queue }, 'all', { again: false });
  expect((await queue.depth()).dead).toBe(0);
  const given = (await queue.fetch(2000)).map(({ account }) => account);
  expect(new Set(given)).toEqual(new Set([...enqueued, ...others]));
});
