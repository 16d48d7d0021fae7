import { randomUUID } from 'node:crypto';
import { statesALimit, testDatabase, type TestDatabase, until } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRunner, type RunnerDatabase } from '../database/open-runner.ts';
import { allowanceOf } from './allowance.ts';
import { carryOut } from './automatic/steps.ts';
import { describeThrottle } from './describe-throttle.ts';
import type { ThrottleSettings, ThrottleView } from './throttle-settings.ts';
import { ThrottleStore } from './throttle-store.ts';

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

/** All overrides end now, or that of one setting. */
const overridesRunOut = (name?: string) => runner`
  update migration.throttle set overrides = (
    select jsonb_object_agg(key, case when ${name ?? null}::text is null or key = ${name ?? null} then value || jsonb_build_object('until', clock_timestamp()) else value end)
    from jsonb_each(overrides)
  )`;
const closedBecause = async () => allowanceOf({ ...(await store.view()), hosts: [] }, 'host').closedBecause;

test('a change keeps what is not named, with who made it and why, and the settings before it', async () => {
  await store.set({ workers: 7, reason: 'both in tolerance', actor: 'ann' });
  await store.set({ fibres: 9, paused: true, reason: 'deploy', actor: 'ben' });
  expect(await store.read()).toMatchObject({ workers: 7, fibres: 9, paused: true, reason: 'deploy', actor: 'ben' });
  expect(await store.history(10)).toMatchObject([
    { workers: 7, fibres: 9, paused: true, reason: 'deploy', actor: 'ben' },
    { workers: 7, fibres: 4, reason: 'both in tolerance', actor: 'ann' },
    { workers: 2, fibres: 4 },
  ]);
});

test('how accounts were last walked is known while none is, without what an override had set', async () => {
  expect(await store.lastWalking()).toBeNull();
  await store.set({ workers: 8, automatic: true, reason: 'both in tolerance', actor: 'ann' });
  await store.set({ workers: 20, automatic: false, forSeconds: 3600, reason: 'at night', actor: 'ben' });
  await store.set({ workers: 0, automatic: false, reason: 'stage back', actor: 'ann' });
  await store.set({ paused: true, reason: 'deploy', actor: 'ben' });
  expect(await store.lastWalking()).toEqual({ workers: 8, automatic: true });
});

test('every host follows a change within a second, also when the notification is lost', statesALimit, async () => {
  const seen: ThrottleSettings[] = [];
  const following = store.follow(({ settings }) => void seen.push(settings));
  await until(() => seen.at(-1)?.workers === 2, { timeoutMs: 5000, everyMs: 5, what: 'the settings are read' });
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

test('an answer that comes late does not bring back what was before', async () => {
  const late = Promise.withResolvers<void>();
  let isLate = false;
  const held: Promise<void>[] = [];
  class LateStore extends ThrottleStore {
    override async view(): Promise<ThrottleView> {
      const holds = isLate;
      const view = await super.view();
      if (holds) await held[held.push(late.promise) - 1];
      return view;
    }
  }
  const seen: number[] = [];
  const following = new LateStore(runner).follow(({ settings }) => void seen.push(settings.workers));
  isLate = true;
  await store.notify();
  await until(() => held.length > 0, { timeoutMs: 5000, everyMs: 5, what: 'a look is held up' });
  isLate = false;
  await store.set({ workers: 50, reason: 'more', actor: 'ann' });
  await until(() => seen.includes(50), { timeoutMs: 5000, everyMs: 5, what: 'the change is followed' });
  late.resolve();
  await following.stop();
  expect(seen.slice(seen.indexOf(50))).not.toContain(2);
});

test('an override gives back what stood before it when its time is over, and only that', async () => {
  await store.set({ workers: 7, recordsPerSecond: 500, reason: 'both in tolerance', actor: 'ann' });
  await store.set({ workers: 1, forSeconds: 3600, reason: 'a report runs', actor: 'ben' });
  const later = await store.set({ recordsPerSecond: null, forSeconds: 3600, reason: 'it is quick', actor: 'ben' });
  expect(later).toMatchObject({ workers: 1, recordsPerSecond: null });
  expect(later.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
  // Set for good meanwhile: it does not come back.
  await store.set({ batchSize: 200, reason: 'smaller', actor: 'ann' });
  await overridesRunOut();
  expect(await store.read()).toMatchObject({
    workers: 7,
    recordsPerSecond: 500,
    batchSize: 200,
    expiresAt: null,
    actor: 'migration-runner',
  });
  expect((await store.read()).reason).toBe('an override has expired: workers, recordsPerSecond as before');
});

test('an override by measurement gives back the workers and fibres that were set by hand', async () => {
  await store.set({ workers: 0, fibres: 4, automatic: false, reason: 'no walks', actor: 'ann' });
  await store.set({ automatic: true, forSeconds: 3600, reason: 'at night', actor: 'ben' });
  // As the automatic throttle does, and the override's end.
  await runner`update migration.throttle set workers = 7, fibres = 5`;
  await overridesRunOut();
  expect(await store.read()).toMatchObject({ workers: 0, fibres: 4, automatic: false });
  // Automatic for good, under such an override: nothing is left to come back.
  await store.set({ automatic: true, forSeconds: 3600, reason: 'at night', actor: 'ben' });
  expect(await store.set({ automatic: true, reason: 'for good', actor: 'ann' })).toMatchObject({ automatic: true, expiresAt: null });
});

test('what is set for good under an override stays when the override ends', async () => {
  await store.set({ workers: 1, fibres: 1, forSeconds: 3600, reason: 'a report runs', actor: 'ben' });
  await store.set({ workers: 3, reason: 'it may', actor: 'ann' });
  await overridesRunOut();
  expect(await store.read()).toMatchObject({ workers: 3, fibres: 4 });
  await store.set({ workers: 1, forSeconds: 3600, reason: 'again', actor: 'ben' });
  expect(await store.set({ workers: 5, reason: 'no more', actor: 'ann' })).toMatchObject({ workers: 5, expiresAt: null });
});

test('each override has an end of its own', async () => {
  await store.set({ recordsPerSecond: 500, forSeconds: 7200, reason: 'reports run', actor: 'ann' });
  const paused = await store.set({ paused: true, forSeconds: 300, reason: 'a look', actor: 'ben' });
  expect(paused.expiresAt?.getTime()).toBeLessThan(Date.now() + 400_000);
  expect(describeThrottle(paused)).toMatch(/500 records a second until 20[^,]+, then as many as go, PAUSED until 20/u);
  await overridesRunOut('paused');
  expect(await store.read()).toMatchObject({ paused: false, recordsPerSecond: 500, reason: 'an override has expired: paused as before' });
  // One that is longer does not prolong it either.
  const later = await store.set({ batchSize: 100, forSeconds: 86_400, reason: 'small', actor: 'ben' });
  expect(later.expiresAt?.getTime()).toBeLessThan(Date.now() + 7_300_000);
  await overridesRunOut('recordsPerSecond');
  expect(await store.read()).toMatchObject({ recordsPerSecond: null, batchSize: 100 });
});

test('a pause and the kill switch say who set them and why, whatever is changed since', async () => {
  await store.set({ paused: true, reason: 'HQ is upgraded', actor: 'ann' });
  await store.set({ recordsPerSecond: 500, forSeconds: 7200, reason: 'reports run', actor: 'ben' });
  await store.drain('a deploy', 'ben');
  expect(await closedBecause()).toBe('paused by an operator: HQ is upgraded (ann)');
  expect(describeThrottle(await store.read())).toMatch(/PAUSED by ann: "HQ is upgraded": a deploy \(ben, /u);
  await store.set({ paused: true, killed: true, forSeconds: 3600, reason: 'wrong data', actor: 'ben' });
  expect(await closedBecause()).toBe('stopped by the kill switch: wrong data (ben)');
  await overridesRunOut('recordsPerSecond');
  expect(await closedBecause()).toBe('stopped by the kill switch: wrong data (ben)');
  await overridesRunOut();
  expect(await closedBecause()).toBe('paused by an operator: HQ is upgraded (ann)');
});

test('a host counts until it has been silent for some seconds, or has ended', async () => {
  const host = (silent: number, ended: boolean) => runner`
    insert into migration.hosts (id, name, seen_at, figures, ended_at)
    values (gen_random_uuid(), 'host', clock_timestamp() - make_interval(secs => ${silent}), '{}', ${ended ? new Date() : null})`;
  await host(0, false);
  await host(4, false);
  await host(6, false);
  await host(0, true);
  expect((await store.view()).hosts).toHaveLength(2);
});

test('a drain is for the hosts that work when it is said, also when the clock jumps back an hour before or after it', async () => {
  const host = async (begun: string) => {
    const [row] = await runner<{ id: string }[]>`
      insert into migration.hosts (id, name, started_at, seen_at, figures)
      values (gen_random_uuid(), 'host', clock_timestamp() + ${begun}::text::interval, clock_timestamp(), '{}') returning id`;
    return row?.id ?? '';
  };
  const ends = async (id: string) => allowanceOf(await store.view(), id).end;
  const working = [await host('-1 minute'), await host('1 hour')];
  await store.drain('a deploy', 'ben');
  await runner`update migration.throttle set drained_at = clock_timestamp() + interval '1 hour'`;
  const later = await host('0');
  expect([await ends(working[0] ?? ''), await ends(working[1] ?? ''), await ends(later)]).toEqual(['drained', 'drained', null]);
});

test('a step of the automatic throttle leaves what an operator has set since it was decided', async () => {
  const from = await store.set({ automatic: true, workers: 10, fibres: 20, reason: 'tonight', actor: 'ann' });
  const grow = { action: 'grow' as const, workers: 10, fibres: 21, reason: 'both systems are in tolerance' };
  const step = () => carryOut(runner, randomUUID(), { decision: grow, from, readings: [], isKept: false });
  await store.set({ workers: 1, fibres: 1, ceilingFibres: 4, reason: 'customers complain', actor: 'ben' });
  await step();
  expect(await store.read()).toMatchObject({ workers: 1, fibres: 1, ceilingFibres: 4 });
  await store.set({ workers: 10, fibres: 20, ceilingFibres: from.ceilingFibres, reason: 'they do not', actor: 'ben' });
  await step();
  expect(await store.read()).toMatchObject({ workers: 10, fibres: 21 });
});
