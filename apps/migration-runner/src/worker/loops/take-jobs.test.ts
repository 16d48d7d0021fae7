import { expect, test } from 'vitest';
import type { AccountJob } from '../../queue/account-queue.ts';
import type { HostContext } from '../host-context.ts';
import { takeJobs } from './take-jobs.ts';

/** A host whose queue gives these jobs, and whose walks never end. */
function host(jobs: AccountJob[]) {
  const completed: string[] = [];
  const started: string[][] = [];
  const context = {
    id: 'host',
    hands: new Set(),
    signal: new AbortController().signal,
    gate: { reason: null },
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
  await takeJobs(context);
  // Its lease ran out because the host was slow; the sweeper brought it back with others.
  jobs.push({ id: '2', account: 'large' }, { id: '3', account: 'small' }, { id: '4', account: 'large' });
  await takeJobs(context);
  expect(started).toEqual([['large'], ['small']]);
  expect(completed).toEqual(['2', '4']);
});
