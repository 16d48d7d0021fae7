import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const hqCommitLost: Drill = {
  name: 'hq-commit-lost',
  pulls: 'what HQ had committed and answered: its database comes back from before, as after a crash without fsync',
  must: 'verification finds it and never passes; walking the accounts again puts it right',
  rate: 0,
  async run(stage) {
    const runner = stage.startRunner();
    await stage.quiet();
    await runner.stop();
    await stage.hq?.stop();
    await stage.servers.hq.createDatabase('hq_before', 'hq');
    await stage.startHq();
    const second = stage.startRunner();
    await stage.field`update users set first_name = 'Lost later' where id % 4 = 0`;
    await stage.quiet();
    await second.stop();
    await stage.hq?.stop();
    await stage.servers.hq.dropDatabase('hq');
    await stage.servers.hq.createDatabase('hq', 'hq_before');
    await stage.startHq();
    stage.event('pull', 'HQ has forgotten what it had acknowledged');
    const { passed, findings } = await stage.verify();
    mustHold(!passed && findings > 0, `verification must find what is lost, and found ${findings}`);
    stage.event('notice', `verification finds ${findings} records`);
    await stage.command(['enqueue', '--all', '--again']);
    stage.startRunner();
    stage.event('heal', 'every account is walked once more');
    await stage.untilMoving();
    await stage.until('every account is live', async () => {
      const [open] = await stage.runner<
        { open: number }[]
      >`select count(*)::int as open from migration.accounts where again or state <> 'live'`;
      return open?.open === 0;
    });
  },
};
