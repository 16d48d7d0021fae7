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
      // It asks HQ first.
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
