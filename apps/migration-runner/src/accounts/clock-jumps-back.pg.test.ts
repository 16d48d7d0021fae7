import { randomUUID } from 'node:crypto';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRunner, type RunnerDatabase } from '../database/open-runner.ts';
import { RunStore } from '../verification/rounds/run-store.ts';
import { AccountStore } from './account-store.ts';

// The database's own clock is that of another machine, so what it leaves is made instead: leases that end an hour from now.
const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
let runner: RunnerDatabase;
beforeAll(async () => {
  runner = await openRunner(database.url);
});
afterAll(async () => {
  await runner.end({ timeout: 1 });
  await database.drop();
});
const [dead, here] = [randomUUID(), randomUUID()];

test("the database's clock jumps back by an hour: what a host held that died then waits no hour, what one that lives holds is its own", async () => {
  const store = new AccountStore(runner);
  await store.register(['a', 'b'].map((externalId) => ({ externalId, deleted: false, rows: 1 })));
  await store.markEnqueued(['a', 'b']);
  await store.start(['a'], dead);
  await store.start(['b'], here);
  await runner`update migration.accounts set lease_until = lease_until + interval '1 hour'`;
  await store.prolong(here, ['b']);
  expect([await store.waiting(), await store.abandoned()]).toEqual([['a'], ['a']]);
  expect(await store.start(['a', 'b'], randomUUID())).toMatchObject([{ account: 'a' }]);
  expect(await store.prolong(dead, ['a'])).toEqual(['a']);
});

test('the same of the accounts that are being verified', async () => {
  const runs = new RunStore(runner);
  const asked = { by: 'digests', accounts: ['a', 'b'], isRound: false } as const;
  const { id: run } = await runs.joinOrBegin(asked, async () => asked.accounts.map((account) => ({ account, reason: 'asked' })));
  const [frozen, holder, other] = [runs.holder(), runs.holder(), runs.holder()];
  expect(await runs.take(run, frozen, 1)).toEqual(['a']);
  await runner`update migration.verification_units set lease_until = lease_until + interval '1 hour'`;
  expect((await runs.take(run, holder, 2)).toSorted()).toEqual(['a', 'b']);
  expect(await runs.take(run, other, 2)).toEqual([]);
  await Promise.all([frozen, holder, other].map((one) => runs.letGo(run, one)));
});
