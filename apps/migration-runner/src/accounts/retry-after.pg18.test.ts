import { statesALimit, until } from '@hq-field/testkit';
import { afterEach, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
afterEach(() => all.close());

const patience = { timeoutMs: 60_000, everyMs: 20 };
const askedMs = 3000;

test.each([
  ['429', 'overloaded'],
  ['503', 'unavailable'],
])(
  'when HQ answers %s with Retry-After no sender of a host asks again before, and everything arrives after',
  {
    ...statesALimit,
    timeout: 180_000,
  },
  async (status, reason) => {
    all = await migration({ accounts: 12 });
    // More senders than fibres: some wait for a fibre when HQ refuses.
    await all.throttle.set({ workers: 6, fibres: 2, batchSize: 10, reason: 'a test', actor: 'ann' });
    all.pace.delayMs = 50;
    await all.enqueueAll();
    const { stop } = await all.host();
    await until(() => all.batches() > 20, { ...patience, what: 'the run is on its way' });
    const refused: number[] = [];
    const data = { code: reason, httpStatus: Number(status), path: 'records.applyBatch', reason, issues: [] };
    all.pace.instead = () => {
      refused.push(performance.now());
      return {
        status: Number(status),
        headers: { 'content-type': 'application/json', 'retry-after': String(askedMs / 1000) },
        body: JSON.stringify({ error: { message: 'wait', code: -32_000, data } }),
      };
    };
    const begun = () => refused[0] ?? Number.NaN;
    await until(() => refused.some((at) => at > begun() + askedMs), { ...patience, what: 'HQ is asked again' });
    all.pace.instead = null;
    // Two fibres: the other one may have been on its way when the first was refused.
    const early = refused.filter((at) => at < begun() + askedMs);
    expect(early.length).toBeLessThanOrEqual(2);
    await until(async () => (await all.store.unfinished()) === 0, { ...patience, what: 'every account is live' });
    expect(await stop()).toBeNull();
    expect(await all.verify()).toMatchObject({ findings: [], pending: [], unread: 0, notVerified: [] });
  },
);
