import type { Drill } from '../drill.ts';

export const runnerLost: Drill = {
  name: 'runner-lost',
  pulls: "the runner's database, which comes back empty, in the middle",
  must: 'enqueue begins anew, with versions: nothing that HQ holds from before wins over what Field holds now',
  async run(stage) {
    const runner = stage.startRunner();
    await stage.untilWalked(300);
    await stage.until('changes have arrived', async () => (await stage.command(['versions'], { codes: [0, 1] })).answer['drawn'] !== 1);
    await runner.kill();
    await stage.beginsAnew();
    stage.event('pull', 'no account is known any more');
    await stage.runner`drop schema migration cascade`;
    await stage.runner`drop schema pgboss cascade`;
    await stage.field`update users set first_name = 'Meanwhile' where id % 3 = 0`;
    await stage.command(['enqueue', '--all']);
    const known = await stage.accounts();
    stage.event('notice', `${known} accounts are in the queue again`);
    stage.startRunner();
    stage.event('heal', 'a new runner');
    await stage.untilMoving();
    await stage.quiet();
    await stage.reconcile();
  },
};
