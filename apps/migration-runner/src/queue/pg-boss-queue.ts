import { PgBoss } from 'pg-boss';
import type { AccountJob, AccountQueue } from './account-queue.ts';

const queue = 'accounts';
const dead = 'accounts-dead';

/**
 * pg-boss over the runner's database. One job an account: policy exclusive with the account as singleton key. Jobs are fetched, touched
 * and completed by our own loop, because work() with notifications moves a preloaded backlog far too slowly.
 */
export async function openPgBossQueue(url: string, onError: (error: Error) => void): Promise<AccountQueue> {
  const boss = new PgBoss({ connectionString: url, max: 4, schedule: false, superviseIntervalSeconds: 5 });
  boss.on('error', onError);
  await boss.start();
  await createQueues();

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
      // Order of equal priority is order of creation; a job that exists already is left as it is.
      for (let from = 0; from < accounts.length; from += 1000) {
        const jobs = accounts
          .slice(from, from + 1000)
          .map((account) => ({ data: { account }, singletonKey: account, priority: options.urgent === true ? 1 : 0 }));
        await boss.insert(queue, jobs);
      }
    },
    async fetch(most) {
      const jobs = await boss.fetch<{ account: string }>(queue, { batchSize: most });
      return jobs.map((job) => ({ id: job.id, account: job.data.account }));
    },
    async touch(jobs) {
      if (jobs.length > 0) await boss.touch(queue, idsOf(jobs));
    },
    async complete(jobs) {
      await boss.complete(queue, idsOf(jobs));
    },
    async fail(jobs, reason) {
      await boss.fail(queue, idsOf(jobs), { reason });
    },
    async forget(accounts) {
      for (const account of accounts) {
        const jobs = await boss.findJobs(queue, { key: account });
        const open = jobs.filter((job) => job.state === 'created' || job.state === 'retry' || job.state === 'active');
        if (open.length > 0)
          await boss.deleteJob(
            queue,
            open.map((job) => job.id),
          );
      }
    },
    async depth() {
      const [jobs] = await boss.getQueueStats(queue, { force: true });
      const [letters] = await boss.getQueueStats(dead, { force: true });
      return { ready: jobs?.queuedCount ?? 0, active: jobs?.activeCount ?? 0, dead: letters?.queuedCount ?? 0 };
    },
    async redrive() {
      return boss.redrive(dead);
    },
    async close() {
      await boss.stop({ graceful: false, close: true });
    },
  };
}

function idsOf(jobs: readonly AccountJob[]): string[] {
  return jobs.map((job) => job.id);
}
