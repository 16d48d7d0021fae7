import { randomUUID } from 'node:crypto';
import { type Delivery, unassignedAccount } from '@hq-field/field-adapter';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';
import { SendingGate } from '../throttle/sending-gate.ts';
import { workAccounts } from './work-accounts.ts';

const batchSize = 10;
const pagesAtOnce = 2;

let all: Migration;
beforeEach(async () => {
  all = await migration({ accounts: 6, rowsPerAccount: 60 });
  await all.enqueueAll();
});
afterEach(() => all.close());

/** Walks accounts with a delivery that takes so many batches, and then fails as a host dies: nothing is let go, nothing saved. */
async function walk(accounts: readonly string[], batches: number): Promise<string[]> {
  const delivered: string[] = [];
  let left = batches;
  const deliver: Delivery['deliver'] = async (records) => {
    if (left === 0) throw new Error('the host dies');
    left -= 1;
    delivered.push(...records.map((record) => `${record.entity} ${record.externalId}`));
    return { records: records.length, applied: records.length, unchanged: 0, stale: 0, quarantined: 0 };
  };
  const stop = new AbortController();
  const delivery: Delivery = { deliver, endWalk: async () => {}, deliverCurrent: () => Promise.reject(new Error('live')) };
  const work = {
    field: all.field,
    store: all.store,
    delivery,
    gate: new SendingGate(stop.signal),
    readAhead: () => pagesAtOnce,
    batchSize: () => batchSize,
    holder: randomUUID(),
    onTally: () => {},
  };
  await workAccounts(work, accounts, stop.signal).catch((error: Error) => {
    if (error.message !== 'the host dies') throw error;
  });
  return delivered;
}

test('a walk whose host dies after any batch goes on elsewhere, and sends at most the pages again that were under way', async () => {
  const accounts = (await all.store.waiting()).filter((account) => account !== unassignedAccount);
  const delivered: string[] = [];
  let repeated = 0;
  for (let rounds = 0; (await all.store.byState()).backfilling > 0 || delivered.length === 0; rounds += 1) {
    expect(rounds).toBeLessThan(500);
    const known = new Set(delivered);
    // One batch more than can be under way: each life gets on by one.
    const now = await walk(accounts, pagesAtOnce + 1);
    const again = now.filter((name) => known.has(name)).length;
    repeated = Math.max(repeated, again);
    delivered.push(...now);
    await all.runner`update migration.accounts set lease_until = clock_timestamp() - interval '1 s' where lease_holder is not null`;
  }
  expect(repeated).toBeLessThanOrEqual(pagesAtOnce * batchSize);
  const whole = new Set(delivered).size;
  expect(whole).toBeGreaterThan(batchSize * 20);
});
