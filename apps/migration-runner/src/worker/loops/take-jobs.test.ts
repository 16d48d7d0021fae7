import { afterEach, expect, test, vi } from 'vitest';
import type { AccountJob } from '../../queue/account-queue.ts';
import type { HostContext } from '../host-context.ts';
import { jobTaker } from './take-jobs.ts';

afterEach(() => void vi.useRealTimers());

/** A host whose queue gives these jobs, and whose walks never end. */
function host(jobs: AccountJob[]) {
  const completed: string[] = [];
  const started: string[][] = [];
  const context = {
    id: 'host',
    hands: new Set(),
    signal: new AbortController().signal,
    gate: { isOpen: true },
    allowance: { workers: 4, batchSize: 100 },
    fibres: { limit: 4 },
    view: { settings: { workers: 4 } },
    figures: { add: () => {} },
    hq: {},
    queue: {
      fetch: async (most: number) => jobs.splice(0, most),
      depth: async () => ({ ready: 0, active: 0, dead: 0 }),
      complete: async (done: readonly AccountJob[]) => void completed.push(...done.map(({ id }) => id)),
    },
    store: {
      sizes: async () => new Map([['large', 100_000]]),
      start: (accounts: readonly string[]) => {
        started.push([...accounts]);
        return new Promise(() => {});
      },
    },
  } as unknown as HostContext;
  return { context, completed, started, jobs };
}

test('an account that this host has in a hand is not taken into another one', async () => {
  const { context, completed, started, jobs } = host([{ id: '1', account: 'large' }]);
  const { take } = jobTaker(context);
  await take();
  // Its lease ran out because the host was slow; the sweeper brought it back with others.
  jobs.push({ id: '2', account: 'large' }, { id: '3', account: 'small' }, { id: '4', account: 'large' });
  await take();
  expect(started).toEqual([['large'], ['small']]);
  expect(completed).toEqual(['2', '4']);
});

test('an empty queue is asked less and less often, and often again once it gives something', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { context, jobs } = host([]);
  const { take, pauseMs } = jobTaker(context);
  const pauses: number[] = [];
  for (let ask = 0; ask < 40; ask += 1) {
    await take();
    pauses.push(pauseMs());
    vi.advanceTimersByTime(pauseMs());
  }
  expect(pauses[0]).toBe(20);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses.at(-1)).toBe(250);
  jobs.push({ id: '1', account: 'large' });
  context.allowance.workers = 1;
  await take();
  expect(pauseMs()).toBe(20);
});
