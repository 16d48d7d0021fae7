import { entityNames } from '@hq-field/contracts';
import { statesALimit, until } from '@hq-field/testkit';
import { afterEach, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
afterEach(() => all.close());

const isDone = async () => (await all.store.unfinished()) === 0;
const patience = { timeoutMs: 50_000, everyMs: 20 };
const byAnn = { reason: 'a test', actor: 'ann' };
/** Nothing was skipped, and nothing is left over: both sides say the same of every account. */
async function converges() {
  expect(await all.verify()).toMatchObject({ findings: [], pending: [], unread: 0, notVerified: [] });
}

test('fibres go 50 to 2 to 50 with three runners: what is in flight at HQ obeys within one refresh', {
  ...statesALimit,
  timeout: 180_000,
}, async () => {
  all = await migration({ accounts: 90 });
  all.pace.delayMs = 600;
  await all.throttle.set({ workers: 3, fibres: 50, batchSize: 10, ...byAnn });
  await all.enqueueAll();
  const runners = await Promise.all([all.host(), all.host(), all.host()]);
  await until(() => all.inFlight() > 8, { ...patience, what: 'the runners are at full speed' });
  await all.throttle.set({ fibres: 2, ...byAnn });
  // A refresh is a second; what was in flight before takes its 600 ms.
  const obeyed = performance.now() + 1900;
  const before = all.batches();
  await until(() => performance.now() > obeyed + 1000 && all.batches() > before + 4, {
    ...patience,
    what: 'some batches more were sent',
  });
  expect(all.mostInFlight(obeyed)).toBeLessThanOrEqual(2);
  await all.throttle.set({ fibres: 50, ...byAnn });
  await until(() => all.inFlight() > 8, { timeoutMs: 2500, everyMs: 5, what: 'the runners are at full speed again' });
  all.pace.delayMs = 0;
  await until(isDone, { ...patience, what: 'every account is live' });
  expect(await Promise.all(runners.map((runner) => runner.stop()))).toEqual([null, null, null]);
  await converges();
});

test('workers go 4 to 9 to 1 midstream and across a restart: nothing is skipped, nothing applied twice', { timeout: 180_000 }, async () => {
  all = await migration({ accounts: 90 });
  all.pace.delayMs = 300;
  await all.throttle.set({ workers: 4, batchSize: 20, ...byAnn });
  await all.enqueueAll();
  const [first, other] = await Promise.all([all.host(), all.host()]);
  const beyond = (batches: number) => until(() => all.batches() > batches, { ...patience, what: `${batches} batches were sent` });
  await beyond(10);
  await all.throttle.set({ workers: 9, ...byAnn });
  await beyond(25);
  expect(await first.stop()).toBeNull();
  await all.throttle.set({ workers: 1, ...byAnn });
  await beyond(35);
  expect(await isDone()).toBe(false);
  all.pace.delayMs = 0;
  const second = await all.host();
  await until(isDone, { ...patience, what: 'every account is live' });
  const hosts = [first, other, second];
  await Promise.all(hosts.map((one) => one.stop()));
  const applied = hosts.map(({ host }) => host.figures.summary().applied);
  const held = entityNames.map((entity) => all.hq.records(entity).size);
  expect(applied.reduce((sum, records) => sum + records, 0)).toBe(held.reduce((sum, records) => sum + records, 0));
  await converges();
});

test('pause stops sending within a second, holds no snapshot open and loses nothing; a host that starts after a drain works on', {
  ...statesALimit,
  timeout: 180_000,
}, async () => {
  all = await migration({ accounts: 45 });
  all.pace.delayMs = 300;
  await all.throttle.set({ fibres: 6, batchSize: 10, ...byAnn });
  await all.enqueueAll();
  const first = await all.host();
  await until(() => all.batches() > 8, { ...patience, what: 'some batches were sent' });
  await all.throttle.set({ paused: true, reason: 'a look', actor: 'ann' });
  await until(() => all.inFlight() === 0, { timeoutMs: 1500, everyMs: 5, what: 'nothing is in flight' });
  const paused = all.batches();
  expect(first.host.waitsBecause).toBe('paused by an operator: a look (ann)');
  const idle = () => all.field`select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`;
  await until(async () => (await idle()).length === 0, { ...patience, what: 'no snapshot is open' });
  expect(all.batches()).toBe(paused);
  await all.throttle.set({ paused: false, ...byAnn });
  await until(() => all.batches() > paused, { timeoutMs: 5000, what: 'batches are sent again' });

  await all.throttle.drain('a deploy', 'ann');
  expect(await first.ended).toBeNull();
  all.pace.delayMs = 0;
  const last = await all.host({ untilIdle: true });
  expect(await last.ended).toBeNull();
  await converges();
});

test('the kill switch ends a process at once with its reason, and none starts until it is released', { timeout: 180_000 }, async () => {
  all = await migration({ accounts: 45 });
  all.pace.delayMs = 2000;
  await all.enqueueAll();
  const first = all.work();
  await until(() => all.inFlight() > 0, { ...patience, what: 'something is in flight' });
  await all.throttle.set({ killed: true, reason: 'smoke in the server room', actor: 'ann' });
  expect((await first.exited).code).toBe(3);
  expect(first.output()).toContain('smoke in the server room');
  expect((await all.work().exited).code).toBe(3);
  await all.throttle.set({ killed: false, ...byAnn });
  all.pace.delayMs = 0;
  expect((await all.work('--until-idle').exited).code).toBe(0);
  await converges();
});
