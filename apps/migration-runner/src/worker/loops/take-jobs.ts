import { accountsPerWalk, createDelivery, DeliveryError } from '@hq-field/field-adapter';
import type { AccountJob } from '../../queue/account-queue.ts';
import { askedStates } from '../../accounts/asked-states.ts';
import { RunnerError, toRunnerError } from '../../runner-error.ts';
import { shareOf } from '../../throttle/allowance.ts';
import { throttledClient } from '../../throttle/throttled-client.ts';
import type { Hand, HostContext } from '../host-context.ts';
import { type AccountWork, workAccounts } from '../work-accounts.ts';

/** Pauses between two questions to the queue, in milliseconds; the longer it has been empty, the longer. */
const shortestMs = 20;
const longestMs = 250;
const partOfEmpty = 1 / 10;

/** Takes jobs again and again; says how long to pause before the next time. */
export function jobTaker(host: HostContext): { take(): Promise<void>; pauseMs(): number } {
  let emptyAt: number | null = null;
  return {
    async take() {
      const isEmpty = await takeJobs(host);
      emptyAt = isEmpty ? (emptyAt ?? performance.now()) : null;
    },
    pauseMs: () => Math.min(longestMs, Math.max(shortestMs, emptyAt === null ? 0 : (performance.now() - emptyAt) * partOfEmpty)),
  };
}

/** Gives each free worker an account, or a handful of small ones. True: the queue has no more. */
async function takeJobs(host: HostContext): Promise<boolean> {
  while (!host.signal.aborted && host.gate.isOpen && host.hands.size < host.allowance.workers) {
    const fetched = await fetchHandful(host);
    if (fetched.length === 0) return true;
    const jobs = await notInHand(host, fetched);
    if (jobs.length === 0) continue;
    const lost = new Map(jobs.map(({ account }) => [account, new AbortController()]));
    const hand: Hand = { jobs, abort: new AbortController(), lost };
    host.hands.add(hand);
    void workAll(host, hand).finally(() => host.hands.delete(hand));
  }
  return false;
}

/** Small accounts that are worth a walk of their own, when no more fall to a worker. */
const fewTogether = 8;

/** One account; when it is small, as many more as one walk takes, but only a worker's part of what is left. The queue gives large ones first. */
async function fetchHandful({ queue, store, view }: HostContext): Promise<AccountJob[]> {
  const [first] = await queue.fetch(1);
  if (first === undefined) return [];
  const size = (await store.sizes([first.account])).get(first.account) ?? 0;
  const together = accountsPerWalk(size);
  if (together === 1) return [first];
  const { ready } = await queue.depth();
  const part = Math.ceil(ready / Math.max(1, view?.settings.workers ?? 1));
  return [first, ...(await queue.fetch(Math.min(together, Math.max(part, fewTogether)) - 1))];
}

/**
 * A host that was too slow to prolong its leases gets its own accounts back from the sweeper. Leases name the host, so two of its hands
 * would walk one account at once, each sending everything. What is in a hand stays there; should that hand drop it, the sweeper sees it.
 */
async function notInHand({ hands, queue }: HostContext, jobs: readonly AccountJob[]): Promise<AccountJob[]> {
  const held = new Set([...hands].flatMap((hand) => hand.jobs.map(({ account }) => account)));
  const twice = jobs.filter(({ account }) => held.has(account));
  if (twice.length > 0) await queue.complete(twice);
  return jobs.filter(({ account }) => !held.has(account));
}

async function workAll(host: HostContext, hand: Hand): Promise<void> {
  try {
    await work(host, hand, hand.jobs);
  } catch (error) {
    // The runner's database could not do its part: the sweeper brings these accounts back.
    host.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'jobs:dropped');
  }
}

/**
 * Walks accounts together. When that fails for good, each is walked alone, so that only the one that cannot go on has failed. A fault of a whole
 * system is booked on no account: they are let go, and the host stops, because the next ones would meet it too.
 */
async function work(host: HostContext, hand: Hand, jobs: readonly AccountJob[]): Promise<void> {
  try {
    await walk(host, hand, jobs);
  } catch (error) {
    const known = toRunnerError(error);
    if (known instanceof RunnerError && known.retryable) throw known;
    if (error instanceof DeliveryError && error.isOfSystem) {
      host.fail(error);
      await host.store.letGo(host.id, namesOf(jobs));
      return giveBack(host, jobs);
    }
    const [only, ...others] = jobs;
    if (only === undefined) return;
    if (others.length === 0) return giveUp(host, only, error);
    for (const job of jobs) await work(host, hand, [job]);
  }
}

async function walk(host: HostContext, hand: Hand, jobs: readonly AccountJob[]): Promise<void> {
  const accounts = namesOf(jobs);
  const aborts = accounts.flatMap((account) => hand.lost.get(account)?.signal ?? []);
  const signal = AbortSignal.any([...aborts, hand.abort.signal, host.signal]);
  const isDone = !signal.aborted && (await workAccounts(accountWork(host, hand, signal), accounts, signal));
  return isDone ? host.queue.complete(jobs) : giveBack(host, jobs);
}

/** Whoever may takes them at once, without an attempt used up. */
async function giveBack({ queue }: HostContext, jobs: readonly AccountJob[]): Promise<void> {
  await queue.complete(jobs);
  await queue.enqueue(namesOf(jobs), { urgency: 'let-go' });
}

const namesOf = (jobs: readonly AccountJob[]): string[] => jobs.map(({ account }) => account);

function accountWork(host: HostContext, hand: Hand, signal: AbortSignal): AccountWork {
  const { field, store, gate, fibres } = host;
  return {
    field,
    store,
    delivery: createDelivery({ field, client: throttledClient(host.hq, host, 'backfill', signal), states: askedStates(store) }),
    gate,
    // All hands together one page a fibre: what a host that dies leaves to be sent again.
    pagesUnderWay: () => Math.max(1, shareOf(fibres.limit, host.hands.size, [...host.hands].indexOf(hand))),
    reading: host.reading,
    batchSize: () => host.rightOfWay.batchOf(host.allowance.batchSize),
    holder: host.id,
    onTally: host.figures.add,
  };
}

async function giveUp({ id, store, queue, log }: HostContext, job: AccountJob, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  log.error({ account: job.account, reason }, 'account:failed');
  await store.fail(job.account, id, reason);
  await queue.complete([job]);
}
