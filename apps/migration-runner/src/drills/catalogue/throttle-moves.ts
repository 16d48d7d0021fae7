import type { Drill } from '../drill.ts';

export const throttleMoves: Drill = {
  name: 'throttle-moves',
  pulls: 'the throttle: 4, 9 and 1 workers midstream and across a restart, and a pause',
  must: 'nothing is skipped, nothing is applied twice',
  accounts: 60,
  async run(stage) {
    const set = (workers: number) =>
      stage.command(['throttle', '--workers', String(workers), '--fibres', String(workers * 2), '--reason', 'drill']);
    await set(4);
    const runner = stage.startRunner();
    await stage.untilWalked(300);
    await set(9);
    const living = async () =>
      (
        await stage.runner<
          { workers: number }[]
        >`select (state -> 'workers')::int as workers from migration.hosts where ended_at is null order by seen_at desc limit 1`
      )[0]?.workers;
    await stage.until('the runner has its 9 workers', async () => (await living()) === 9);
    await stage.untilWalked(1000);
    stage.event('pull', 'the runner is killed at 9 workers and comes back at 1');
    await runner.kill();
    await set(1);
    stage.startRunner();
    await stage.untilMoving();
    await stage.command(['throttle', '--pause', '--reason', 'drill']);
    stage.event('pull', 'paused');
    await stage.until('nothing is sent', async () => {
      const before = stage.outcomes.records;
      const at = stage.elapsed();
      await stage.until('a second has passed', () => stage.elapsed() - at > 1.2);
      return stage.outcomes.records === before;
    });
    await stage.until('changes wait', async () => (stage.samples.at(-1)?.waiting ?? 0) > 0);
    stage.event('notice', 'nothing is sent');
    await stage.command(['throttle', '--resume', '--workers', '9', '--fibres', '16', '--reason', 'drill']);
    stage.event('heal', 'resumed at 9 workers');
    await stage.untilMoving();
  },
};
