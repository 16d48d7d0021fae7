import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';
import { fibresAtFirst } from '../stage.ts';

const records = 25_000;
const batchSize = 200;

export const killNearEnd: Drill = {
  name: 'kill-near-end',
  pulls: 'the runner, by SIGKILL near the end of one large account',
  must: 'another goes on from the checkpoint within 15 seconds: at most one batch a fibre is sent again',
  accounts: 1,
  rowsPerAccount: records,
  batchSize,
  rate: 0,
  async run(stage) {
    const runner = stage.startRunner();
    await stage.untilWalked(records * 0.6);
    await runner.kill();
    stage.event('pull', `the runner is killed after ${await stage.walked()} records`);
    mustHold((await stage.inHand(runner)).length > 0, 'it dies with the account in hand');
    const before = await stage.repeated();
    stage.startRunner();
    stage.event('heal', 'a new runner');
    await Promise.all([stage.untilTakenOver(runner), stage.untilMoving()]);
    await stage.quiet();
    const repeated = (await stage.repeated()) - before;
    stage.event('stage', `${repeated} records were sent again`);
    mustHold(repeated <= batchSize * fibresAtFirst, `at most a batch a fibre is sent again, not ${repeated} records`);
  },
};
