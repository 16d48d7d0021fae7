import { statesALimit, until } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
beforeEach(async () => {
  all = await migration({ accounts: 90 });
});
afterEach(() => all.close());

const patience = { timeoutMs: 50_000, everyMs: 50 };

test('a host that is stopped while it waits for HQ, before its first work, ends in good order', async () => {
  await all.hq.stop();
  const { host, stop } = await all.host();
  await until(() => host.waitsBecause !== null, { ...patience, what: 'it waits for HQ' });
  expect(await stop()).toBeNull();
});

test('five hosts share the work; two are killed, and within 15 seconds the others have their accounts, their part and their changes', {
  ...statesALimit,
  timeout: 180_000,
}, async () => {
  all.pace.delayMs = 500;
  await all.throttle.set({ workers: 5, fibres: 10, batchSize: 10, reason: 'a test', actor: 'ann' });
  await all.enqueueAll();
  const hosts = Array.from({ length: 5 }, () => all.work());
  const holders = async () =>
    await all.runner<{ holder: string; account: string }[]>`
      select lease_holder as holder, external_id as account from migration.accounts where lease_holder is not null and state = 'backfilling'`;
  await until(async () => new Set((await holders()).map(({ holder }) => holder)).size >= 4, {
    ...patience,
    what: 'most hosts have accounts',
  });
  // Live changes while they work, and while two of them are dead.
  await all.field`update users set first_name = 'Ann ' || id % 7 where id % 3 = 0`;

  const [first, second, ...others] = hosts;
  await Promise.all([first?.kill(), second?.kill()]);
  const killedAt = performance.now();
  const pids = [first, second].map((host) => String(host?.pid));
  const dead = (await all.runner<{ id: string; name: string }[]>`select id, name from migration.hosts`)
    .filter(({ name }) => pids.some((pid) => name.endsWith(` ${pid}`)))
    .map(({ id }) => id);
  expect(dead).toHaveLength(2);
  const left = (await holders()).filter(({ holder }) => dead.includes(holder)).map(({ account }) => account);
  await all.field`update users set first_name = 'Ben ' || id % 7 where id % 4 = 0`;
  // Whoever takes over has ended what it had in hand first: HQ is quick enough that this takes no time.
  all.pace.delayMs = 20;
  await until(async () => (await holders()).every(({ holder }) => !dead.includes(holder)), {
    ...patience,
    what: 'others have the accounts',
  });
  await until(async () => (await all.throttle.view()).hosts.length === 3, { ...patience, what: 'three hosts share the limits' });
  await until(
    async () => !(await all.field`select from outbound.touches where claimed_until < clock_timestamp() - interval '5 s'`).length,
    {
      ...patience,
      what: 'no claim of a dead host is left lying',
    },
  );
  expect(performance.now() - killedAt).toBeLessThan(15_000);
  expect(left.length).toBeGreaterThan(0);

  all.pace.delayMs = 0;
  await until(async () => (await all.store.unfinished()) === 0, { ...patience, what: 'every account is live' });
  expect(await all.verify()).toMatchObject({ findings: [], pending: [], unread: 0, notVerified: [] });
  expect(await Promise.all(others.map((host) => host.stop()))).toEqual([0, 0, 0].map((code) => ({ code, signal: null })));
});
