import { limits } from '@hq-field/contracts';
import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

const records = 25_000;
const fibres = 4;

export const killNearEnd: Drill = {
  name: 'kill-near-end',
  pulls: 'the runner, by SIGKILL near the end of one large account',
  must: 'it goes on from its checkpoint: at most one batch a fibre is sent again',
  accounts: 1,
  rowsPerAccount: records,
  rate: 0,
  async run(stage) {
    const runner = stage.startRunner();
    await stage.untilWalked(records * 0.6);
    stage.event('pull', `the runner is killed after ${await stage.walked()} records`);
    await runner.kill();
    const before = stage.outcomes.of('unchanged') + stage.outcomes.of('stale');
    stage.startRunner();
    stage.event('heal', 'a new runner');
    await stage.untilMoving();
    await stage.quiet();
    const repeated = stage.outcomes.of('unchanged') + stage.outcomes.of('stale') - before;
    stage.event('notice', `${repeated} records were sent again`);
    mustHold(repeated <= limits.recordsPerBatch * (fibres + 2), `at most a batch a fibre is sent again, not ${repeated} records`);
  },
};
