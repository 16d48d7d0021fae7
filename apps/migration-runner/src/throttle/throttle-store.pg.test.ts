import { testDatabase, type TestDatabase, until } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRunner, type RunnerDatabase } from '../database/open-runner.ts';
import { type ThrottleSettings, ThrottleStore } from './throttle-store.ts';

let database: TestDatabase;
let runner: RunnerDatabase;
let store: ThrottleStore;
beforeEach(async () => {
  database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
  runner = await openRunner(database.url);
  store = new ThrottleStore(runner);
});
afterEach(async () => {
  await runner.end({ timeout: 1 });
  await database.drop();
});

test('a change keeps what is not named, with who made it and why, and the settings before it', async () => {
  await store.set({ workers: 7, reason: 'both in tolerance', actor: 'ann' });
  await store.set({ fibres: 9, paused: true, reason: 'deploy', actor: 'ben' });
  expect(await store.read()).toMatchObject({ workers: 7, fibres: 9, paused: true, reason: 'deploy', actor: 'ben' });
  const history = await runner`select workers, reason, actor from migration.throttle_history order by since`;
  expect([...history]).toMatchObject([{ workers: 2 }, { workers: 7, reason: 'both in tolerance', actor: 'ann' }]);
});

test('every host follows a change within a second, also when the notification is lost', async () => {
  const seen: ThrottleSettings[] = [];
  const following = await store.follow((settings) => void seen.push(settings));
  expect(seen.at(-1)).toMatchObject({ workers: 2 });
  const begun = performance.now();
  await store.set({ workers: 50, reason: 'more', actor: 'ann' });
  await until(() => seen.at(-1)?.workers === 50, { timeoutMs: 5000, everyMs: 5, what: 'the change is followed' });
  expect(performance.now() - begun).toBeLessThan(1000);
  // Written past the store: nobody is notified.
  await runner`update migration.throttle set workers = 3`;
  await until(() => seen.at(-1)?.workers === 3, { timeoutMs: 5000, everyMs: 20, what: 'the change is found' });
  await following.stop();
  const count = seen.length;
  await store.set({ workers: 1, reason: 'less', actor: 'ann' });
  await runner`select pg_sleep(1.2)`;
  expect(seen).toHaveLength(count);
});
