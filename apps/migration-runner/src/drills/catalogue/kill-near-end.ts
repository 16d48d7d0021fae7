import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';
import { fibresAtFirst } from '../stage.ts';

const giant = '9d000000-0000-4000-8000-0000000000aa';
const projects = 25_000;
const batchSize = 200;
const mostMemoryMb = 300;

export const killNearEnd: Drill = {
  name: 'kill-near-end',
  pulls: 'the runner, by SIGKILL near the end of one account that is larger than all others together',
  must: 'the small accounts were not held up, memory stays flat, and another runner goes on from the checkpoint within 15 seconds: at most one batch a fibre is sent again',
  rowsPerAccount: 60,
  batchSize,
  rate: 0,
  async prepare(field) {
    await field`insert into accounts (guid, name, status, country) values (${giant}, 'Giant', 'active', 'US')`;
    await field`
      insert into projects (guid, account_id, name, start_date)
      select gen_random_uuid()::text, a.id, 'Project ' || n, '2020-01-01' from accounts a, generate_series(1, ${projects}) n where a.guid = ${giant}`;
  },
  async run(stage) {
    const walked = async () => {
      const [row] = await stage.runner<{ records: number }[]>`select records::int from migration.accounts where external_id = ${giant}`;
      return row?.records ?? 0;
    };
    const runner = stage.startRunner();
    await stage.until('most of the giant is walked', async () => (await walked()) > projects * 0.6);
    const { live = 0 } = await stage.states();
    stage.event('stage', `${live} of ${await stage.accounts()} accounts are live while the giant is walked`);
    mustHold(live >= (await stage.accounts()) * 0.8, 'small accounts are not held up by the giant');
    await runner.kill();
    stage.event('pull', `the runner is killed after ${await walked()} of its records`);
    mustHold((await stage.inHand(runner)).includes(giant), 'it dies with the giant in hand');
    const before = await stage.repeated();
    stage.startRunner();
    stage.event('heal', 'a new runner');
    await Promise.all([stage.untilTakenOver(runner), stage.untilMoving()]);
    await stage.quiet();
    const repeated = (await stage.repeated()) - before;
    stage.event('stage', `${repeated} records were sent again`);
    mustHold(repeated <= batchSize * fibresAtFirst, `at most a batch a fibre is sent again, not ${repeated} records`);
    const memory = stage.children.peakMb('runner');
    mustHold(memory !== null && memory < mostMemoryMb, `a runner takes less than ${mostMemoryMb} MB, not ${memory}`);
  },
};
