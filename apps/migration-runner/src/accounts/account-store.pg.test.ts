import { testDatabase, type TestDatabase, until, waitsForLock } from '@hq-field/testkit';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRunner, type RunnerDatabase } from '../database/open-runner.ts';
import { AccountStore } from './account-store.ts';

let database: TestDatabase;
let runner: RunnerDatabase;
let store: AccountStore;
let discovered: string[];
const [here, there] = [randomUUID(), randomUUID()];

beforeEach(async () => {
  database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
  runner = await openRunner(database.url);
  discovered = [];
  store = new AccountStore(runner, async (accounts) => void discovered.push(...accounts));
  await store.register(['a', 'b', 'c'].map((externalId, index) => ({ externalId, deleted: false, rows: 10 * (index + 1) })));
});
afterEach(async () => {
  await runner.end({ timeout: 1 });
  await database.drop();
});

const stateOf = async (account: string) => (await store.look([account])).get(account);
/** The leases of all accounts run out, by the database's clock. */
const leasesRunOut = () =>
  runner`update migration.accounts set lease_until = clock_timestamp() - interval '1 s' where lease_holder is not null`;

async function live(accounts: readonly string[]) {
  await store.markEnqueued(accounts);
  await store.start(accounts, here);
  await store.walked(new Map(accounts.map((account) => [account, 1])), here, 5n);
  await store.drained(6n);
}

test('every restore of Field begins its versions beyond all before, also when HQ got nothing in between', async () => {
  const first = await store.drawVersionBase(40);
  expect(first).toBeGreaterThan(40 + 100_000);
  expect(await store.drawVersionBase(40)).toBeGreaterThan(first + 100_000);
  expect(await store.drawVersionBase(first * 10)).toBeGreaterThan(first * 10 + 100_000);
});

describe('locks accounts in the order of their names, so that two hosts and a command never wait for each other', () => {
  const [first, held, last] = ['a', 'b', 'c'];
  const askedFor = [last, held, first];
  const figures = new Map(askedFor.map((account) => [account, 1]));

  test.each<[string, (store: AccountStore) => Promise<unknown>]>([
    ['register', (store) => store.register(askedFor.map((externalId) => ({ externalId, deleted: false, rows: 1 })))],
    ['markOverlooked', (store) => store.markOverlooked()],
    ['markEnqueued', (store) => store.markEnqueued(askedFor, { again: true })],
    ['start', (store) => store.start(askedFor, here)],
    ['prolong', (store) => store.prolong(here, askedFor)],
    ['checkpoint', (store) => store.checkpoint(figures, here, { entity: 'user', after: 'x' })],
    ['walked', (store) => store.walked(figures, here, 5n)],
    ['drained', (store) => store.drained(6n)],
    ['letGo', (store) => store.letGo(here, askedFor)],
    ['wantAgain', (store) => store.wantAgain()],
  ])('%s', async (what, change) => {
    await store.takeNewAccounts();
    // Rows stand in the table in the other order.
    await runner`delete from migration.accounts`;
    for (const account of askedFor) await store.register([{ externalId: account, deleted: false, rows: 1 }]);
    if (['prolong', 'checkpoint', 'walked', 'drained', 'letGo'].includes(what)) {
      await store.markEnqueued(askedFor);
      await store.start(askedFor, here);
    }
    if (what === 'drained') await store.walked(figures, here, 5n);
    let changing: Promise<unknown> = Promise.resolve();
    await runner.begin(async (holder) => {
      await holder`select from migration.accounts where external_id = ${held} for update`;
      changing = change(store);
      await until(() => waitsForLock(runner), { timeoutMs: 20_000, what: `${what} waits for ${held}` });
      const isLocked = async (account: string) => {
        const [free] = await runner`select from migration.accounts where external_id = ${account} for update skip locked`;
        return free === undefined;
      };
      expect([await isLocked(first), await isLocked(last)]).toEqual([true, false]);
    });
    await changing;
  });
});

describe('an account', () => {
  test('goes from planned to live, and is counted', async () => {
    await store.markEnqueued(['a']);
    expect(await store.unfinished()).toBe(1);
    expect(await store.start(['a'], here)).toEqual([{ account: 'a', checkpoint: null, again: false, size: 10 }]);
    expect([await stateOf('a'), await store.isCatchingUp()]).toEqual(['backfilling', false]);
    await store.walked(new Map([['a', 42]]), here, 5n);
    expect([await stateOf('a'), await store.isCatchingUp()]).toEqual(['catching-up', true]);
    expect(await store.drained(5n)).toBe(0);
    expect(await store.drained(6n)).toBe(1);
    expect([await stateOf('a'), await store.isCatchingUp()]).toEqual(['live', false]);
    expect(await store.records()).toBe(42);
    expect(await store.unfinished()).toBe(0);
  });

  test('is wanted once more when capture was gone, from its beginning, whatever was done of it; a planned one when its turn comes', async () => {
    await live(['a']);
    await store.register([{ externalId: 'failed', deleted: false, rows: 5 }]);
    await store.markEnqueued(['b', 'failed']);
    await store.start(['b', 'failed'], here);
    await store.checkpoint(new Map([['b', 1]]), here, { entity: 'user', after: 'x' } as never);
    await store.fail('failed', here, 'no such table');
    expect(await store.unfinished()).toBe(1);
    expect(await store.wantAgain()).toBe(3);
    expect([await store.unfinished(), (await store.waiting()).toSorted(), await store.failures()]).toEqual([3, ['a', 'b', 'failed'], []]);
    const started = await store.start(['a', 'b', 'c', 'failed'], there);
    expect(started.toSorted((x, y) => (x.account < y.account ? -1 : 1))).toMatchObject([
      { account: 'a', again: true, checkpoint: null },
      { account: 'b', again: true, checkpoint: null },
      { account: 'c', again: true },
      { account: 'failed', again: true, checkpoint: null },
    ]);
  });

  test('that is wanted again while it is walked is taken from its host; one that catches up comes again when it is live', async () => {
    await store.markEnqueued(['a', 'b']);
    await store.start(['a', 'b'], here);
    await store.walked(new Map([['b', 1]]), here, 5n);
    expect((await store.markEnqueued(['a', 'b'], { again: true })).toSorted()).toEqual(['a', 'b']);
    expect(await store.checkpoint(new Map([['a', 1]]), here, { entity: 'user', after: 'u1' })).toEqual(['a']);
    expect(await store.waiting()).toEqual(['a']);
    await store.drained(6n);
    expect((await store.waiting()).toSorted()).toEqual(['a', 'b']);
    expect(await store.start(['a', 'b'], there)).toMatchObject([
      { again: true, checkpoint: null },
      { again: true, checkpoint: null },
    ]);
  });

  test('is taken by one of two hosts that start it at once', async () => {
    const other = new AccountStore(runner);
    const [first, second] = await Promise.all([store.start(['a', 'b', 'c'], here), other.start(['c', 'b', 'a'], there)]);
    expect([...first, ...second].map(({ account }) => account).sort()).toEqual(['a', 'b', 'c']);
  });

  test('is taken over from its checkpoint when the lease has run out, and the first host can no longer write', async () => {
    await store.start(['a'], here);
    expect(await store.start(['a'], there)).toEqual([]);
    expect(await store.checkpoint(new Map([['a', 7]]), here, { entity: 'user', after: 'u1' })).toEqual([]);
    await leasesRunOut();
    expect(await store.abandoned()).toEqual(['a']);
    expect(await store.start(['a'], there)).toMatchObject([{ checkpoint: { entity: 'user', after: 'u1' } }]);
    expect(await store.prolong(here, ['a'])).toEqual(['a']);
    expect(await store.checkpoint(new Map([['a', 7]]), here, { entity: 'user', after: 'u9' })).toEqual(['a']);
    await store.walked(new Map([['a', 1]]), here, 5n);
    await store.fail('a', here, 'too late');
    expect(await stateOf('a')).toBe('backfilling');
  });

  test('keeps its lease while its host prolongs it', async () => {
    await store.start(['a'], here);
    await runner`update migration.accounts set lease_until = clock_timestamp() + interval '1 ms'`;
    expect(await store.prolong(here, ['a'])).toEqual([]);
    await runner`select pg_sleep(0.05)`;
    expect(await store.abandoned()).toEqual([]);
  });

  test('that failed keeps its reason until it is enqueued; then it waits, also when its job is lost, and is no failure any more', async () => {
    await store.start(['a'], here);
    await store.fail('a', here, 'no such table');
    expect(await store.failures()).toEqual([{ account: 'a', reason: 'no such table' }]);
    expect(await store.start(['a'], there)).toEqual([]);
    expect(await store.markEnqueued(['a'])).toEqual(['a']);
    expect([await store.failures(), await store.unfinished(), await store.waiting(), await store.abandoned()]).toEqual([[], 1, ['a'], []]);
    expect(await store.start(['a'], there)).toHaveLength(1);
  });

  test('that failed while it was wanted again waits for nobody until it is enqueued', async () => {
    await live(['a']);
    await store.markEnqueued(['a'], { again: true });
    await store.start(['a'], here);
    await store.fail('a', here, 'no such table');
    expect(await store.waiting()).toEqual([]);
    expect(await store.markEnqueued(['a'])).toEqual(['a']);
    expect(await store.start(['a'], there)).toMatchObject([{ again: true }]);
  });

  test('that is let go is free at once', async () => {
    await store.start(['a'], here);
    await store.letGo(here, ['a']);
    expect(await store.start(['a'], there)).toHaveLength(1);
  });

  test('whose catch-up has ended while it was walked again does not become live by the old mark', async () => {
    await live(['a']);
    await store.markEnqueued(['a'], { again: true });
    await store.start(['a'], here);
    expect(await store.drained(1000n)).toBe(0);
    expect(await stateOf('a')).toBe('backfilling');
  });
});

test('accounts that are walked together resume behind one record, each with its own count', async () => {
  await store.start(['a', 'b'], here);
  const counts = new Map([
    ['a', 3],
    ['b', 4],
    ['c', 9],
  ]);
  expect(await store.checkpoint(counts, here, { entity: 'project', after: 'p1' })).toEqual(['c']);
  expect(await store.records()).toBe(7);
  await leasesRunOut();
  const again = await store.start(['a', 'b', 'c'], there);
  expect(again.map(({ account, checkpoint }) => [account, checkpoint?.after ?? null]).sort()).toEqual([
    ['a', 'p1'],
    ['b', 'p1'],
    ['c', null],
  ]);
});

describe('a live account', () => {
  test('is left alone unless it is wanted again', async () => {
    await live(['a']);
    expect(await store.markEnqueued(['a'])).toEqual([]);
    expect(await store.start(['a'], here)).toEqual([]);
    expect(await store.waiting()).toEqual([]);
  });

  test('that is wanted again is walked once, with a version, and never seen as planned', async () => {
    await live(['a']);
    expect(await store.markEnqueued(['a'], { again: true })).toEqual(['a']);
    expect(await store.unfinished()).toBe(1);
    expect(await store.waiting()).toEqual(['a']);
    expect(await stateOf('a')).toBe('live');
    expect(await store.start(['a'], here)).toEqual([{ account: 'a', checkpoint: null, again: true, size: 10 }]);
    await leasesRunOut();
    expect(await store.start(['a'], there)).toMatchObject([{ again: true }]);
    await store.walked(new Map([['a', 1]]), there, 9n);
    await store.drained(10n);
    expect(await store.start(['a'], here)).toEqual([]);
    expect(await store.unfinished()).toBe(0);
  });
});

test('accounts wait in order of their size, the largest first', async () => {
  await store.markEnqueued(['a', 'b', 'c']);
  expect(await store.waiting()).toEqual(['c', 'b', 'a']);
  expect([...(await store.sizes(['a', 'c', 'unknown']))]).toEqual([
    ['a', 10],
    ['c', 30],
  ]);
});

test('an account that Field creates is put into the queue once all are migrated, and is planned before', async () => {
  await store.discovered(['new']);
  expect(await stateOf('new')).toBe('planned');
  expect(discovered).toEqual([]);
  await store.takeNewAccounts();
  await store.discovered(['newer']);
  expect(discovered).toEqual(['newer']);
});

test('an account whose host died as it was discovered is not forgotten', async () => {
  await store.register([{ externalId: 'new', deleted: false, rows: 0 }]);
  await store.markEnqueued(['a', 'b', 'c']);
  await store.markOverlooked();
  expect(await store.waiting()).not.toContain('new');
  await store.takeNewAccounts();
  await store.markOverlooked();
  expect(await store.waiting()).toContain('new');
});

test('an account that is registered again keeps its state and its larger size', async () => {
  await store.start(['a'], here);
  await store.register([{ externalId: 'a', deleted: true, rows: 1 }]);
  expect(await stateOf('a')).toBe('backfilling');
  expect((await store.sizes(['a'])).get('a')).toBe(10);
});
