import { randomUUID } from 'node:crypto';
import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountStore } from '../../accounts/account-store.ts';
import { openRunner, type RunnerDatabase } from '../../database/open-runner.ts';
import type { AccountQueue } from '../../queue/account-queue.ts';
import { openPgBossQueue } from '../../queue/pg-boss-queue.ts';
import { sweep } from './sweep.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
let runner: RunnerDatabase;
let queue: AccountQueue;
beforeAll(async () => {
  runner = await openRunner(database.url);
  queue = await openPgBossQueue(database.url, (error) => {
    throw error;
  });
});
afterAll(async () => {
  await queue.close();
  await runner.end({ timeout: 1 });
  await database.drop();
});

test('a host that dies between its jobs and their accounts leaves them to the others within seconds', async () => {
  const store = new AccountStore(runner);
  const accounts = ['begun', 'not-begun'];
  await store.register(accounts.map((externalId) => ({ externalId, deleted: false, rows: 1 })));
  await queue.enqueue(await store.markEnqueued(accounts));
  expect(await queue.fetch(10)).toHaveLength(2);
  // One of them is another host's, which keeps its lease.
  const here = randomUUID();
  await store.start(['begun'], here);

  await sweep({ queue, store }, { all: true });
  expect(await queue.fetch(10)).toEqual([]);
  // Well before the queue itself notices that nobody touches the job.
  const fetched: string[] = [];
  await until(
    async () => {
      await store.prolong(here, ['begun']);
      await sweep({ queue, store }, { all: false });
      fetched.push(...(await queue.fetch(10)).map(({ account }) => account));
      return fetched.length > 0;
    },
    { timeoutMs: 5000, everyMs: 100, what: 'the account comes back' },
  );
  expect(fetched).toEqual(['not-begun']);
});

test('while nobody may begin with them, accounts whose host let them go or is gone keep their jobs', async () => {
  const store = new AccountStore(runner);
  const [left, letGo] = ['left', 'let-go'];
  const host = randomUUID();
  await store.register([letGo, left].map((externalId) => ({ externalId, deleted: false, rows: 1 })));
  await queue.enqueue(await store.markEnqueued([letGo, left]));
  const jobs = await queue.fetch(10);
  await store.start([letGo, left], host);
  await store.letGo(host, [letGo]);
  await queue.complete(jobs.filter(({ account }) => account === letGo));
  await queue.enqueue([letGo], { urgency: 'let-go' });
  await runner`update migration.accounts set lease_until = clock_timestamp() - interval '1 s' where external_id = ${left}`;

  const ready = async () => {
    await sweep({ queue, store }, { all: true });
    return runner<{ id: string; account: string }[]>`
      select id, singleton_key as account from pgboss.job
      where name = 'accounts' and state = 'created' and singleton_key in (${left}, ${letGo}) order by singleton_key`;
  };
  const waiting = await ready();
  expect(waiting.map(({ account }) => account)).toEqual([left, letGo]);
  expect(await ready()).toEqual(waiting);
});
