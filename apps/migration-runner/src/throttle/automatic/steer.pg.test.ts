import { until } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migration } from '../../fixtures/migration.ts';
import { readSteps } from './steps.ts';

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
const patience = { timeoutMs: 50_000, everyMs: 50 };

test('HQ becomes ten times slower: the rate backs off within five seconds, and comes back when HQ does', async () => {
  all.pace.delayMs = 60;
  await all.throttle.set(automatic);
  await all.enqueueAll();
  all.work();
  await until(async () => (await fibres()) >= 6, { ...patience, what: 'the rate has grown' });
  all.pace.delayMs = 1200;
  const slow = performance.now();
  const before = await fibres();
  await until(async () => (await fibres()) < before, { timeoutMs: 5000, everyMs: 20, what: 'the rate backs off' });
  expect(performance.now() - slow).toBeLessThan(5000);
  expect((await steps()).find(({ action }) => action === 'halve')?.reason).toMatch(/^hqLatency/u);
  all.pace.delayMs = 60;
  await until(async () => (await fibres()) >= before, { timeoutMs: 30_000, everyMs: 50, what: 'the full rate is back' });
});

test('a probe of Field that freezes never lets the rate grow, and the reason is shown; another host takes over from a killed one', async () => {
  all.pace.delayMs = 60;
  await all.throttle.set(automatic);
  await all.enqueueAll();
  const elected = all.work();
  await until(async () => (await fibres()) >= 2, { ...patience, what: 'the rate has grown' });
  const other = all.work();
  await other.line(/fibres/u);
  await elected.kill();
  const [last] = await steps();
  await until(async () => (await steps())[0]?.at.getTime() !== last?.at.getTime(), { ...patience, what: 'the other host decides' });
  const lock = await all.field.reserve();
  await lock`begin`;
  await lock`lock table accounts in access exclusive mode`;
  await until(async () => (await steps())[0]?.reason.startsWith('the sensor field'), { ...patience, what: 'the reason is shown' });
  const frozen = await fibres();
  const batches = all.batches();
  await until(() => all.batches() > batches + 20, { ...patience, what: 'sending goes on' });
  expect(await fibres()).toBeLessThanOrEqual(frozen);
  await lock`rollback`;
  lock.release();
  await until(async () => (await fibres()) > frozen, { ...patience, what: 'the rate grows again' });
});
