import { until } from '@hq-field/testkit';
import { startFaultProxy } from '@hq-field/testkit/fault-proxy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
beforeAll(async () => {
  all = await migration({ accounts: 6 });
});
afterAll(() => all.close());

/** Exchanges of a start with the runner's database: its sessions are opened in the first ones, and the last one is of a host that works. */
const moments = [3, 5, 6, 7, 9, 11, 13];
const patience = { timeoutMs: 30_000, everyMs: 20 };

test("a host whose connections to the runner's database are reset in any moment of its start works a moment later", {
  timeout: 90_000,
}, async () => {
  await all.enqueueAll();
  const starts = await Promise.all(
    moments.map(async (after) => {
      const url = new URL(all.runnerUrl);
      const proxy = await startFaultProxy({ to: Number(url.port) });
      url.port = String(proxy.port);
      const host = await all.host({ runnerUrl: url.href });
      // It has asked nothing yet.
      proxy.set({ dies: { after, at: 'before-answer' } });
      return { proxy, ...host };
    }),
  );
  await Promise.all(
    starts.map(async ({ proxy }) => {
      await until(() => proxy.seen.cuts > 0, { ...patience, what: 'its connections are reset' });
      proxy.heal();
    }),
  );
  await until(() => starts.every(({ host }) => host.notReady === null), { ...patience, what: 'all hosts work' });
  const ends = await Promise.all(starts.map(({ stop }) => stop()));
  expect(ends).toEqual(starts.map(() => null));
  await Promise.all(starts.map(({ proxy }) => proxy.close()));
});

test('a host that waits for HQ at its start is seen, holds nothing and is no host that works, and hears a drain and the kill switch; no start leaves a host behind that seems to live', {
  timeout: 90_000,
}, async () => {
  // What is left of others is not in question here.
  await all.runner`delete from migration.hosts`;
  const waiting = async () => {
    const one = await all.host({ hqUrl: 'http://127.0.0.1:9' });
    await until(() => one.host.waitsBecause?.includes('HQ cannot be reached') === true, { ...patience, what: 'it waits for HQ' });
    expect(one.host.notReady).toContain('has not begun');
    await until(async () => (await all.throttle.view()).notBegun.length === 1, { ...patience, what: 'it is seen' });
    return one;
  };
  await all.throttle.set({ workers: 1, fibres: 1, reason: 'a test', actor: 'ann' });
  const drained = await waiting();
  await until(() => drained.host.allowance.closedBecause === 'this host has not begun', { ...patience, what: 'it has read the throttle' });
  expect(drained.host.allowance).toMatchObject({ workers: 0, fibres: 0 });
  const isNamed = async () => {
    const { json } = await all.migrate('stage', 'check', 'smoke-migrated');
    return /0 hosts work; [^"]+ has not begun: HQ cannot be reached[^}]+pnpm migrate status/u.test(JSON.stringify(json));
  };
  await until(isNamed, { ...patience, what: 'the stage says which host has not begun, and why' });
  // The hosts of the first test may have walked all there was.
  await all.migrate('enqueue', '--all', '--again');
  const { json: queue } = await all.migrate('queue');
  expect(JSON.stringify(queue)).toContain('there is work, and no host works');
  const good = await all.host();
  await until(() => good.host.allowance.fibres === 1, { ...patience, what: 'another one has all there is' });
  await all.throttle.drain('a deploy', 'ann');
  expect([await drained.ended, await good.ended]).toEqual([null, null]);
  const killed = await waiting();
  await all.throttle.set({ killed: true, reason: 'smoke in the server room', actor: 'ann' });
  expect(String(await killed.ended)).toContain('smoke in the server room');
  expect(String(await (await all.host()).ended)).toContain('smoke in the server room');
  await all.throttle.set({ killed: false, reason: 'a test', actor: 'ann' });
  expect(await all.throttle.notEnded()).toEqual([]);
  expect(await all.runner`select from migration.hosts where ended_at is null`).toHaveLength(0);
});
