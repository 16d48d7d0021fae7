import { testDatabase, type TestDatabase, until } from '@hq-field/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountJob, AccountQueue } from './account-queue.ts';
import { openPgBossQueue } from './pg-boss-queue.ts';

/** Every driver of the queue, with a database of its own. What is promised here is all that the runner needs of one. */
const drivers: Record<string, (url: string) => Promise<AccountQueue>> = {
  'pg-boss': (url) =>
    openPgBossQueue(url, (error) => {
      throw error;
    }),
};

describe.each(Object.entries(drivers))('a queue of %s', (_name, open) => {
  let database: TestDatabase;
  let queue: AccountQueue;
  beforeEach(async () => {
    database = await testDatabase('queue', async () => {});
    queue = await open(database.url);
  });
  afterEach(async () => {
    await queue.close();
    await database.drop();
  });
  const accountsOf = (jobs: readonly { account: string }[]) => jobs.map(({ account }) => account);

  test('gives accounts in the order in which they were put in, new ones first, and those that were let go next', async () => {
    await queue.enqueue(['a', 'b', 'c']);
    await queue.enqueue(['x', 'y'], { urgency: 'let-go' });
    await queue.enqueue(['z'], { urgency: 'new' });
    for (const account of ['z', 'x', 'y', 'a']) expect(accountsOf(await queue.fetch(1))).toEqual([account]);
    expect(accountsOf(await queue.fetch(10))).toEqual(['b', 'c']);
    expect(await queue.fetch(10)).toEqual([]);
  });

  test('holds an account once, waiting or in hand, and takes it again once it is done', async () => {
    await queue.enqueue(['a']);
    await queue.enqueue(['a']);
    expect([...(await queue.ready(['a', 'b'])).keys()]).toEqual(['a']);
    const jobs = await queue.fetch(10);
    expect(accountsOf(jobs)).toEqual(['a']);
    expect(await queue.ready(['a', 'b'])).toEqual(new Map());
    await queue.enqueue(['a']);
    expect(await queue.fetch(10)).toEqual([]);
    await queue.complete(jobs);
    await queue.enqueue(['a']);
    expect(accountsOf(await queue.fetch(10))).toEqual(['a']);
  });

  test('says for how long a job has been ready and none was fetched; one that comes again later is not ready yet', async () => {
    const seconds = async () => (await queue.ready(['b'])).get('b') ?? Number.NaN;
    await queue.enqueue(['a', 'b']);
    await until(async () => (await seconds()) > 1, { timeoutMs: 20_000, everyMs: 100, what: 'the job has been ready for a second' });
    const before = await seconds();
    const jobs = await queue.fetch(1);
    expect(await seconds()).toBeLessThan(before);
    await queue.fail(jobs, 'the host is stopping');
    expect((await queue.ready(['a'])).get('a')).toBeLessThan(0);
  });

  test('never gives one job to two hosts', async () => {
    const other = await open(database.url);
    try {
      const accounts = Array.from({ length: 100 }, (_one, index) => `a${index}`);
      await queue.enqueue(accounts);
      const taken = await Promise.all(Array.from({ length: 20 }, (_one, index) => (index % 2 === 0 ? queue : other).fetch(7)));
      const names = taken.flatMap(accountsOf);
      expect(new Set(names).size).toBe(names.length);
      while (names.length < 100) names.push(...accountsOf(await queue.fetch(50)));
      expect(names.sort()).toEqual(accounts.sort());
    } finally {
      await other.close();
    }
  });

  test('gives a failed job again after a while', async () => {
    await queue.enqueue(['a']);
    await queue.fail(await queue.fetch(1), 'the host is stopping');
    await until(async () => accountsOf(await queue.fetch(1)).includes('a'), {
      timeoutMs: 20_000,
      everyMs: 100,
      what: 'the job comes back',
    });
  });

  test('forgets what is in hand or comes again later, so that it can be put in anew; what is ready keeps its place', async () => {
    await queue.enqueue(['later', 'in-hand', 'ready', 'last']);
    const [later] = await queue.fetch(1);
    await queue.fail([later as AccountJob], 'the host is stopping');
    expect(accountsOf(await queue.fetch(1))).toEqual(['in-hand']);
    await queue.forget(['later', 'in-hand', 'ready', 'unknown']);
    expect(await queue.depth()).toEqual({ ready: 2, active: 0, dead: 0 });
    await queue.enqueue(['later', 'in-hand', 'ready'], { urgency: 'let-go' });
    expect(accountsOf(await queue.fetch(10))).toEqual(['later', 'in-hand', 'ready', 'last']);
  });

  test('says which accounts have been in hand for a while', async () => {
    await queue.enqueue(['a', 'b', 'c']);
    const [first, second] = await queue.fetch(2);
    expect((await queue.inHandFor(0)).sort()).toEqual(['a', 'b']);
    expect(await queue.inHandFor(60)).toEqual([]);
    await queue.complete([first as AccountJob]);
    await queue.fail([second as AccountJob], 'the host is stopping');
    expect(await queue.inHandFor(0)).toEqual([]);
  });

  test('counts what is ready, in hand and dead', async () => {
    await queue.enqueue(['a', 'b', 'c']);
    const jobs = await queue.fetch(1);
    expect(await queue.depth()).toEqual({ ready: 2, active: 1, dead: 0 });
    await queue.touch(jobs);
    await queue.complete(jobs);
    await until(async () => (await queue.depth()).active === 0, { timeoutMs: 5000, everyMs: 50, what: 'the job is counted as done' });
    expect(await queue.depth()).toEqual({ ready: 2, active: 0, dead: 0 });
    await queue.complete([]);
    await queue.touch([]);
  });

  test('takes thousands at once', async () => {
    await queue.enqueue(Array.from({ length: 2500 }, (_one, index) => `a${index}`));
    expect((await queue.depth()).ready).toBe(2500);
  });
});
