import pLimit from 'p-limit';
import { randomUUID } from 'node:crypto';
import { type Delivery, unassignedAccount } from '@hq-field/field-adapter';
import { until } from '@hq-field/testkit/until';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';
import { SendingGate } from '../throttle/sending-gate.ts';
import { workAccounts } from './work-accounts.ts';

const batchSize = 10;
const pagesUnderWay = 2;

let all: Migration;
beforeEach(async () => {
  all = await migration({ accounts: 6, rowsPerAccount: 60 });
  await all.enqueueAll();
});
afterEach(() => all.close());

interface Life {
  /** Batches that arrive. */
  batches: number;
  /** What becomes of the host then: it dies, and saves nothing more, or it lets its accounts go. */
  end: 'dies' | 'lets go';
  gate?: SendingGate;
  /** Called when the last batch of a walk has arrived. */
  onEnd?: () => Promise<void>;
}

/** Walks accounts until so many batches have arrived; returns the records that arrived. */
async function walk(accounts: readonly string[], { batches, end, gate, onEnd }: Life): Promise<string[]> {
  const arrived: string[] = [];
  const letGo = new AbortController();
  let left = batches;
  let isDead = false;
  const deliver: Delivery['deliver'] = async (records) => {
    if (left === 0 && end === 'dies') {
      isDead = true;
      throw new Error('the host dies');
    }
    left -= 1;
    arrived.push(...records.map((record) => `${record.entity} ${record.externalId}`));
    if (left === 0 && end === 'lets go') letGo.abort(new Error('let go'));
    return { records: records.length, applied: records.length, unchanged: 0, stale: 0, quarantined: 0 };
  };
  const store = new Proxy(all.store, {
    get(target, name) {
      if (isDead) throw new Error('the host is dead');
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const work = {
    field: all.field,
    store,
    reading: pLimit(1),
    delivery: { deliver, endWalk: onEnd ?? (async () => {}), deliverCurrent: () => Promise.reject(new Error('live')) },
    gate: gate ?? new SendingGate(new AbortController().signal),
    pagesUnderWay: () => pagesUnderWay,
    batchSize: () => batchSize,
    holder: randomUUID(),
    onTally: () => {},
  };
  await workAccounts(work, accounts, letGo.signal).catch((error: Error) => {
    if (!isDead) throw error;
  });
  // By the database's clock its leases have run out.
  await all.runner`update migration.accounts set lease_until = clock_timestamp() - interval '1 s' where lease_holder is not null`;
  return arrived;
}

/** Walks all accounts in as many lives as it takes; returns the most records that one life sent again, and all that arrived. */
async function walkInLives(life: Life): Promise<{ repeated: number; arrived: Set<string> }> {
  const accounts = (await all.store.waiting()).filter((account) => account !== unassignedAccount);
  const arrived = new Set<string>();
  let repeated = 0;
  for (let lives = 0; lives === 0 || (await all.store.byState()).backfilling > 0; lives += 1) {
    expect(lives).toBeLessThan(300);
    const now = await walk(accounts, life);
    repeated = Math.max(repeated, now.filter((name) => arrived.has(name)).length);
    for (const name of now) arrived.add(name);
  }
  return { repeated, arrived };
}

test('a walk whose host dies after every few batches gets on, and sends at most the pages again that were under way', async () => {
  // One batch more than can be under way: each life gets on by one.
  const { repeated, arrived } = await walkInLives({ batches: pagesUnderWay + 1, end: 'dies' });
  expect(repeated).toBeLessThanOrEqual(pagesUnderWay * batchSize);
  expect(arrived.size).toBeGreaterThan(20 * batchSize);
});

test('a walk that is let go sends nothing again that had arrived', async () => {
  const { repeated, arrived } = await walkInLives({ batches: 3, end: 'lets go' });
  expect(repeated).toBe(0);
  expect(arrived.size).toBeGreaterThan(20 * batchSize);
});

test('a Field that takes no connections at the end of a walk is waited for: no account fails', async () => {
  const accounts = (await all.store.waiting()).filter((account) => account !== unassignedAccount);
  const [row] = await all.field<{ name: string }[]>`select current_database() as name`;
  const name = row?.name ?? '';
  const open = (isOpen: boolean) =>
    all.runner`alter database ${all.runner(name)} with allow_connections ${all.runner.unsafe(String(isOpen))}`;
  const gate = new SendingGate(new AbortController().signal);
  let isShut = false;
  const onEnd = async () => {
    if (isShut) return;
    isShut = true;
    await open(false);
    await all.runner`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
  };
  const walking = walk(accounts, { batches: Number.POSITIVE_INFINITY, end: 'lets go', gate, onEnd });
  await until(() => isShut && gate.reason !== null, { timeoutMs: 30_000, everyMs: 5, what: 'sending waits' });
  expect(gate.reason).toContain('cannot be reached');
  await open(true);
  await walking;
  const states = await all.store.look(accounts);
  expect([...new Set(states.values())]).toEqual(['catching-up']);
});
