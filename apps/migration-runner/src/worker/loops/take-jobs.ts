import { accountsPerWalk, createDelivery, groupAccounts } from '@hq-field/field-adapter';
import type { AccountJob } from '../../queue/account-queue.ts';
import { RunnerError, toRunnerError } from '../../runner-error.ts';
import type { HostContext } from '../host-context.ts';
import { workAccounts } from '../work-accounts.ts';

/** Gives each free worker an account, or a handful of small ones. */
export async function takeJobs(host: HostContext): Promise<void> {
  while (!host.signal.aborted && host.gate.reason === null) {
    if (host.workers.activeCount + host.workers.pendingCount >= (host.settings?.workers ?? 0)) return;
    const jobs = await fetchHandful(host);
    if (jobs.length === 0) return;
    for (const job of jobs) host.busy.set(job.account, { job, abort: new AbortController() });
    void host.workers(() => workAll(host, jobs));
  }
}

/** One account; when it is small, as many more as one walk takes. The queue gives large ones first. */
async function fetchHandful({ queue, store }: HostContext): Promise<AccountJob[]> {
  const [first] = await queue.fetch(1);
  if (first === undefined) return [];
  const size = (await store.sizes([first.account])).get(first.account) ?? 0;
  const more = accountsPerWalk(size) - 1;
  return more > 0 ? [first, ...(await queue.fetch(more))] : [first];
}

async function workAll(host: HostContext, jobs: readonly AccountJob[]): Promise<void> {
  try {
    const sizes = await host.store.sizes(jobs.map(({ account }) => account));
    const byAccount = new Map(jobs.map((job) => [job.account, job]));
    const groups = groupAccounts(jobs.map(({ account }) => ({ externalId: account, rows: sizes.get(account) ?? 0 })));
    for (const group of groups)
      await work(
        host,
        group.map((account) => byAccount.get(account) as AccountJob),
      );
  } catch (error) {
    // The runner's database is away: the sweeper brings these accounts back.
    host.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'jobs:dropped');
  } finally {
    for (const { account } of jobs) host.busy.delete(account);
  }
}

/** Walks accounts together. When that fails for good, each is walked alone, so that only the one that cannot go on has failed. */
async function work(host: HostContext, jobs: readonly AccountJob[]): Promise<void> {
  const { field, queue, log, store, gate, fibres, workers } = host;
  const accounts = jobs.map(({ account }) => account);
  const aborts = accounts.flatMap((account) => host.busy.get(account)?.abort.signal ?? []);
  const parts = {
    field,
    store,
    delivery: createDelivery({ field, client: host.hq, states: store }),
    gate,
    fibres,
    readAhead: () => Math.ceil(fibres.concurrency / Math.max(1, workers.activeCount)) + 1,
    holder: host.id,
    onTally: host.figures.add,
  };
  try {
    const isDone = await workAccounts(parts, accounts, AbortSignal.any([...aborts, host.signal]));
    if (isDone) await queue.complete(jobs);
    else await queue.fail(jobs, 'the host is stopping');
  } catch (error) {
    const known = toRunnerError(error);
    if (known instanceof RunnerError && known.code === 'unreachable') throw known;
    const [only, ...others] = jobs;
    if (only === undefined) return;
    if (others.length > 0) {
      for (const job of jobs) await work(host, [job]);
      return;
    }
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ account: only.account, reason }, 'account:failed');
    await store.fail(only.account, host.id, reason);
    await queue.complete(jobs);
  }
}
