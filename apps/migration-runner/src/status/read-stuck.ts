import type { RunnerDatabase } from '../database/open-runner.ts';
import type { AccountQueue } from '../queue/account-queue.ts';
import type { RunStatus } from './run-status.ts';

/**
 * Accounts in their backfill that nobody has had for a minute, the longest first. One whose job is ready only waits for its turn: its worker let it go
 * when there were to be fewer.
 */
export async function readStuck({ runner, queue }: { runner: RunnerDatabase; queue: AccountQueue }): Promise<RunStatus['stuck']> {
  const rows = await runner<{ account: string; since: Date }[]>`
    select external_id as account, coalesce(lease_until, started_at, enqueued_at) as since from migration.accounts
    where state = 'backfilling' and coalesce(lease_until, started_at, enqueued_at) < clock_timestamp() - interval '1 minute' order by 2`;
  const ready = await queue.ready(rows.map(({ account }) => account));
  return rows.filter(({ account }) => !ready.has(account)).map(({ account, since }) => ({ account, since: since.toISOString() }));
}
