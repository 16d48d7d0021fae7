import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const hqCommitLost: Drill = {
  name: 'hq-commit-lost',
  pulls: 'what HQ had committed and answered: its database comes back from before, as after a crash without fsync',
  must: 'verification finds it and never passes; walking the accounts again, forgetting the ids that HQ does not know, and reconciling put it right',
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
    await stage.field`delete from project_companies where project_id % 4 = 0`;
    await stage.field`
      insert into projects (guid, account_id, name, start_date)
      select gen_random_uuid()::text, id, 'Lost ' || id, '2020-01-01' from accounts where deleted_at is null order by id limit 3`;
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
    await stage.quiet();
    const { answer } = await stage.command(['quarantine', 'forget-hq-ids']);
    mustHold(JSON.stringify(answer).includes('"project"'), 'projects that HQ has forgotten have ids of it in Field');
    await stage.quiet();
    await stage.reconcile();
  },
};
