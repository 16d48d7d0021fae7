import { randomUUID } from 'node:crypto';
import type { FieldDatabase } from '@hq-field/field-adapter';
import { statesALimit, until } from '@hq-field/testkit';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migration } from '../../fixtures/migration.ts';
import { HostSession } from '../../hosts/host-session.ts';
import type { ThrottleView } from '../throttle-settings.ts';
import { Steering } from './steer.ts';
import { readSteps } from './steps.ts';
import { defaultTolerance } from './tolerance.ts';

let all: Migration;
beforeEach(async () => {
  all = await migration({ accounts: 90 });
});
afterEach(() => all.close());

const fibres = async () => (await all.throttle.read()).fibres;
const steps = () => readSteps(all.runner, 100);
const automatic = {
  workers: 4,
  fibres: 1,
  batchSize: 2,
  automatic: true,
  ceilingWorkers: 4,
  ceilingFibres: 8,
  reason: 'a test',
  actor: 'ann',
};
/** A machine that runs all tests at once is slow itself: only what is planted counts. */
const tolerance = {
  ...defaultTolerance,
  fieldProbeMs: { hold: 20_000, halve: null },
  fieldActiveConnections: { hold: 1, halve: null },
  hqLatencyP95Ms: { hold: 2500, halve: 2800 },
};
const patience = { timeoutMs: 50_000, everyMs: 50 };

test('HQ becomes ten times slower: the rate backs off within five seconds, and comes back when HQ does', {
  ...statesALimit,
  timeout: 180_000,
}, async () => {
  all.pace.delayMs = 300;
  await all.throttle.set({ ...automatic, fibres: 4 });
  await all.enqueueAll();
  await all.host({ tolerance });
  await until(async () => (await fibres()) > 4, { ...patience, what: 'the rate has grown' });
  all.pace.delayMs = 3000;
  const slow = performance.now();
  const before = await fibres();
  await until(async () => (await fibres()) < before, { timeoutMs: 5000, everyMs: 20, what: 'the rate backs off' });
  expect(performance.now() - slow).toBeLessThan(5000);
  expect((await steps()).find(({ action }) => action === 'halve')?.reason).toMatch(/^hqLatency/u);
  all.pace.delayMs = 300;
  await until(async () => (await fibres()) >= before, { timeoutMs: 30_000, everyMs: 50, what: 'the full rate is back' });
});

/** A host that says that HQ is well, unless it answers errors, and does the same whatever the fibres, and what its steering needs. */
async function wellHost({ field = all.field, now, errors = 0 }: { field?: FieldDatabase; now?: () => number; errors?: number } = {}) {
  const id = randomUUID();
  const hq = { answers: 50, latencyP95Ms: 80, fullBatchMs: 80, errors, refusals: 0, load: 0.2 };
  const state = { workers: 4, fibres: 8, inFlight: 8, waiting: 8, wanted: 16, accounts: 8, waitsBecause: null };
  let batches = 0;
  const report = () => {
    batches += 8;
    const said = { ...state, hq: { ...hq, sinceStart: { batches, work: batches * 100 } } };
    return all.runner`
      insert into migration.hosts (id, name, figures, state) values (${id}, 'host', '{}', ${all.runner.json(said)})
      on conflict (id) do update set seen_at = clock_timestamp(), state = excluded.state`;
  };
  const session = new HostSession(all.runner, id);
  const host = { id, session, runner: all.runner, field, view: null as ThrottleView | null, log: pino({ level: 'silent' }) };
  const steering = new Steering(host, tolerance, now);
  return {
    steering,
    /** `meanwhile`: while it decides. */
    async step(meanwhile = async () => {}) {
      await report();
      host.view = await all.throttle.view();
      await meanwhile();
      await steering.step();
      return fibres();
    },
  };
}

/** All fibres of the ceiling were worth having, and something has taken them away. */
async function grownBefore(host: { step(): Promise<number> }) {
  await all.throttle.set({ ...automatic, fibres: 8 });
  expect(await host.step()).toBe(8);
  await all.throttle.set(automatic);
}

test('a probe of Field that freezes never lets the rate grow, and the reason is shown', { timeout: 180_000 }, async () => {
  let isFrozen = false;
  const reserve = () => (isFrozen ? new Promise<never>(() => {}) : all.field.reserve());
  const host = await wellHost({ field: { reserve } as unknown as FieldDatabase });
  await grownBefore(host);
  expect(await host.step()).toBe(2);
  expect(await host.step()).toBe(3);
  isFrozen = true;
  // Its last word holds for some seconds, then it counts as frozen.
  await until(
    async () => {
      await host.step();
      return (await steps())[0]?.reason.includes('has said nothing');
    },
    { timeoutMs: 20_000, everyMs: 1000, what: 'the frozen sensor is named' },
  );
  const frozen = await fibres();
  expect(await host.step()).toBe(frozen);
  expect((await steps())[0]).toMatchObject({ action: 'hold', reason: expect.stringMatching(/^the sensor field/u) });
  await host.steering.close();
});

test('one host decides; when it has gone another one does, and none when an operator has taken over', { timeout: 180_000 }, async () => {
  const [first, second] = [await wellHost(), await wellHost()];
  await grownBefore(first);
  expect(await first.step()).toBe(2);
  expect(await second.step()).toBe(2);
  await first.steering.close();
  await grownBefore(second);
  expect(await second.step()).toBe(2);
  await all.throttle.set({ fibres: 2, automatic: false, reason: 'by hand', actor: 'ann' });
  expect(await second.step()).toBe(2);
  await second.steering.close();
});

test('a halving that an operator was quicker than does not count: the next step halves', async () => {
  const host = await wellHost({ errors: 9 });
  await all.throttle.set({ ...automatic, fibres: 8 });
  const quicker = async () => void (await all.throttle.set({ ceilingFibres: 12, reason: 'by hand', actor: 'ann' }));
  expect([await host.step(quicker), await steps()]).toEqual([8, []]);
  expect(await host.step()).toBe(4);
  await host.steering.close();
});

test('fibres that bring nothing are taken away, and the reason is kept', { timeout: 180_000 }, async () => {
  await all.throttle.set({ ...automatic, fibres: 8 });
  let second = 0;
  const host = await wellHost({ now: () => 1000 * second });
  const reasonOf = async (action: string) => (await steps()).find((one) => one.action === action)?.reason ?? '';
  for (; !/^8 fibres do \S+ times the work of 5$/u.test(await reasonOf('hold')); second += 1) {
    expect(second).toBeLessThan(30);
    await host.step();
  }
  expect(await reasonOf('shrink')).toBe('sees what 5 fibres do');
  expect(await fibres()).toBe(5);
  await host.steering.close();
});
