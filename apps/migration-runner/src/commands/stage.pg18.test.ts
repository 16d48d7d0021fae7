import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
beforeAll(async () => {
  all = await migration({ accounts: 4 });
});
afterAll(() => all.close());

test('a change that is on its way keeps no stage from being entered', async () => {
  await all.enqueueAll();
  expect(await (await all.host({ untilIdle: true })).ended).toBeNull();
  expect(await all.migrate('verify')).toMatchObject({ code: 0 });
  const [account = ''] = await all.store.live();
  const touched = await all.field`
    update projects set name = name || '!' where account_id = (select id from accounts where guid = ${account})`;
  expect(touched.count).toBeGreaterThan(0);
  // A reading in this moment leaves the account open.
  expect(await all.migrate('verify', '--settle', '0', '--accounts', account)).toMatchObject({ code: 1 });
  const checked = all.migrate('stage', 'check', 'validated');
  const host = await all.host();
  const { checks } = (await checked).json as { checks: { check: string; holds: boolean; words: string }[] };
  expect(checks.find(({ check }) => check === 'all-are-equal')).toMatchObject({ holds: true, words: expect.not.stringContaining('open') });
  expect(await host.stop()).toBeNull();
});

test.each([
  ['for a time', '--for', '1h'],
  ['until they are measured up again', '--auto'],
])('walks that were stopped %s stay stopped on the way back from migrating', async (_, ...stopped) => {
  await all.throttle.set({ workers: 2, reason: 'as usual', actor: 'ann' });
  await all.migrate('throttle', '--workers', '0', ...stopped);
  await all.runner`update migration.release set stage = 'migrating'`;
  expect(await all.migrate('stage', 'back', '--actor', 'ann', '--reason', 'HQ is slow')).toMatchObject({ code: 0 });
  const { workers, automatic, overrides } = await all.throttle.read();
  expect({ workers, automatic, overrides }).toEqual({ workers: 0, automatic: false, overrides: {} });
  expect(await all.throttle.lastWalking()).toMatchObject({ workers: 2 });
});
