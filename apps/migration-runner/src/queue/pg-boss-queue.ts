import { PgBoss } from 'pg-boss';
import { sessionSettings } from '../database/open-runner.ts';
import type { AccountJob, AccountQueue, Urgency } from './account-queue.ts';

const queue = 'accounts';
const dead = 'accounts-dead';
const priorityOf: Record<Urgency, number> = { new: 2_000_000_000, 'let-go': 1_000_000_000 };

/**
 * pg-boss over the runner's database. One job an account: policy exclusive with the account as singleton key. Jobs are fetched, touched
 * and completed by our own loop, because work() with notifications moves a preloaded backlog far too slowly.
 */
export async function openPgBossQueue(url: string, onError: (error: Error) => void): Promise<AccountQueue> {
  // Both intervals count: jobs of a host that died come back within the heartbeat and these seconds, not within a minute.
  const boss = new PgBoss({
    connectionString: url,
    options: Object.entries(sessionSettings)
      .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
      .join(' '),
    max: 4,
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on('error', onError);
  try {
    await boss.start();
    await createQueues();
  } catch (error) {
    await boss.stop({ graceful: false, close: true }).catch(() => {});
    throw error;
  }

  async function createQueues(): Promise<void> {
    if ((await boss.getQueue(dead)) === null) await boss.createQueue(dead, {});
    if ((await boss.getQueue(queue)) !== null) return;
    await boss.createQueue(queue, {
      policy: 'exclusive',
      retryLimit: 5,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 30,
      heartbeatSeconds: 10,
      expireInSeconds: 24 * 3600 - 1,
      deadLetter: dead,
    });
  }

  return {
    async enqueue(accounts, options = {}) {
      // Jobs of one statement were created at one moment, so only their priority keeps them in order. One that exists is left as it is.
      const jobs = accounts.map((account, index) => ({
        data: { account },
        singletonKey: account,
        priority: accounts.length - index + (options.urgency === undefined ? 0 : priorityOf[options.urgency]),
      }));
      for (let from = 0; from < jobs.length; from += 1000) await boss.insert(queue, jobs.slice(from, from + 1000));
    },
    async fetch(most) {
      const jobs = await boss.fetch<{ account: string }>(queue, { batchSize: most, includeMetadata: true });
      return jobs.sort((a, b) => b.priority - a.priority).map((job) => ({ id: job.id, account: job.data.account }));
    },
    async ready(accounts) {
      if (accounts.length === 0) return new Map();
      const { rows } = await boss.getDb().executeSql(
        `select singleton_key as account,
          extract(epoch from now() - greatest(start_after, (select max(started_on) from pgboss.job where name = $1)))::float8 as seconds
        from pgboss.job where name = $1 and singleton_key = any($2::text[]) and state in ('created', 'retry')`,
        [queue, [...accounts]],
      );
      return new Map((rows as { account: string; seconds: number }[]).map(({ account, seconds }) => [account, seconds]));
    },
    async inHandFor(seconds) {
      const { rows } = await boss.getDb().executeSql(
        `select singleton_key as account from pgboss.job
        where name = $1 and state = 'active' and started_on <= now() - make_interval(secs => $2::float8)`,
        [queue, seconds],
      );
      return (rows as { account: string }[]).map(({ account }) => account);
    },
    async touch(jobs) {
      if (jobs.length > 0) await boss.touch(queue, idsOf(jobs));
    },
    async complete(jobs) {
      if (jobs.length > 0) await boss.complete(queue, idsOf(jobs));
    },
    async fail(jobs, reason) {
      if (jobs.length > 0) await boss.fail(queue, idsOf(jobs), { reason });
    },
    async forget(accounts) {
      await boss
        .getDb()
        .executeSql(`delete from pgboss.job where name = $1 and singleton_key = any($2::text[]) and state in ('active', 'retry')`, [
          queue,
          [...accounts],
        ]);
    },
    async depth() {
      // getQueueStats answers from a cache that may be a minute old, forced or not.
      const { rows } = await boss.getDb().executeSql(
        `select count(*) filter (where name = $1 and state in ('created', 'retry'))::int as ready,
          count(*) filter (where name = $1 and state = 'active')::int as active,
          count(*) filter (where name = $2 and state in ('created', 'retry'))::int as dead
        from pgboss.job where name in ($1, $2)`,
        [queue, dead],
      );
      const [counts] = rows as { ready: number; active: number; dead: number }[];
      return counts ?? { ready: 0, active: 0, dead: 0 };
    },
    async redrive() {
      // Unless told it takes a thousand.
      return boss.redrive(dead, { limit: Number.MAX_SAFE_INTEGER });
    },
    async close() {
      await boss.stop({ graceful: false, close: true });
    },
  };
}

function idsOf(jobs: readonly AccountJob[]): string[] {
  return jobs.map((job) => job.id);
}
