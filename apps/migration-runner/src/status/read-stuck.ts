import type { RunnerDatabase } from '../database/open-runner.ts';
import type { AccountQueue } from '../queue/account-queue.ts';
import { readHosts } from './read-hosts.ts';
import type { HostStatus, RunStatus } from './run-status.ts';

/** A worker that is free fetches a job at once. */
const patienceSeconds = 60;

/**
 * Accounts in their backfill that nobody has had for a minute, the longest first. One whose job is ready only waits for its turn: its worker let it go
 * when there were to be fewer. It does not when a worker is free and nobody has fetched a job for a minute.
 */
export async function readStuck({ runner, queue }: { runner: RunnerDatabase; queue: AccountQueue }): Promise<RunStatus['stuck']> {
  const rows = await runner<{ account: string; since: Date }[]>`
    select external_id as account, coalesce(lease_until, started_at, enqueued_at) as since from migration.accounts
    where state = 'backfilling' and coalesce(lease_until, started_at, enqueued_at) < clock_timestamp() - interval '1 minute' order by 2`;
  if (rows.length === 0) return [];
  const [ready, hosts] = [await queue.ready(rows.map(({ account }) => account)), await readHosts(runner)];
  const most = hosts.some(hasFreeWorker) ? patienceSeconds : Number.POSITIVE_INFINITY;
  return rows
    .filter(({ account }) => (ready.get(account) ?? Number.POSITIVE_INFINITY) >= most)
    .map(({ account, since }) => ({ account, since: since.toISOString() }));
}

/** It lives, may send, and has fewer accounts in hand than workers. Several small accounts may have one worker: not every free one is seen. */
function hasFreeWorker({ isLiving, state }: HostStatus): boolean {
  return isLiving && state.waitsBecause === null && state.accounts < state.workers;
}
