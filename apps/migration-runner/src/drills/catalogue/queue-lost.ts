import type { Drill } from '../drill.ts';

export const queueLost: Drill = {
  name: 'queue-lost',
  pulls: "every row of the queue's tables",
  must: 'a sweeper restores every account that is not done',
  accounts: 60,
  async run(stage) {
    const [row] = await stage.runner<{ jobs: number }[]>`
      with gone as (delete from pgboss.job returning 1) select count(*)::int as jobs from gone`;
    stage.event('pull', `${row?.jobs} jobs are gone before a runner starts`);
    stage.startRunner();
    await stage.untilWalked(300);
    const again = await stage.runner`delete from pgboss.job`;
    stage.event('pull', `${again.count} more are gone in the middle`);
    stage.event('heal', 'nothing is done by hand');
    await stage.until('jobs are there again', async () => (await stage.runner`select from pgboss.job`).length > 0);
    stage.event('notice', 'the sweeper has put accounts back');
    await stage.untilMoving();
  },
};
