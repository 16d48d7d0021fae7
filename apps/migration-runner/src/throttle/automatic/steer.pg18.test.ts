import { randomUUID } from 'node:crypto';
import type { FieldDatabase } from '@hq-field/field-adapter';
import { statesALimit, until } from '@hq-field/testkit';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migration } from '../../fixtures/migration.ts';
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
  await all.throttle.set(automatic);
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

/** A host that says that HQ is well, and what its steering needs. */
async function wellHost(field: FieldDatabase = all.field) {
  const id = randomUUID();
  const hq = { answers: 50, latencyP95Ms: 80, fullBatchMs: 80, errors: 0, refusals: 0, load: 0.2 };
  const state = { workers: 4, fibres: 8, inFlight: 8, waiting: 8, wanted: 16, accounts: 8, waitsBecause: null, hq };
  const report = () => all.runner`
    insert into migration.hosts (id, name, figures, state) values (${id}, 'host', '{}', ${all.runner.json(state)})
    on conflict (id) do update set seen_at = clock_timestamp()`;
  const host = { id, runner: all.runner, field, view: null as ThrottleView | null, log: pino({ level: 'silent' }) };
  const steering = new Steering(host, tolerance);
  return {
    steering,
    async step() {
      await report();
      host.view = await all.throttle.view();
      await steering.step();
      return fibres();
    },
  };
}

test('a probe of Field that freezes never lets the rate grow, and the reason is shown', { timeout: 180_000 }, async () => {
  await all.throttle.set(automatic);
  let isFrozen = false;
  const reserve = () => (isFrozen ? new Promise<never>(() => {}) : all.field.reserve());
  const host = await wellHost({ reserve } as unknown as FieldDatabase);
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
  await all.throttle.set(automatic);
  const [first, second] = [await wellHost(), await wellHost()];
  expect(await first.step()).toBe(2);
  expect(await second.step()).toBe(2);
  await first.steering.close();
  expect(await second.step()).toBe(3);
  await all.throttle.set({ fibres: 2, automatic: false, reason: 'by hand', actor: 'ann' });
  expect(await second.step()).toBe(2);
  await second.steering.close();
});
