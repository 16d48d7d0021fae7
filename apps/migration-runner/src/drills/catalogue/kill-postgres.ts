import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';
import { fibresAtFirst } from '../stage.ts';

const batchSize = 40;

function killOf(server: 'field' | 'hq' | 'runner', whose: string, when: string, reason: RegExp): Drill {
  return {
    name: `kill-${server}-postgres`,
    pulls: `${whose} PostgreSQL, by SIGKILL ${when}`,
    must: 'the run waits and names what is away, goes on by itself once it is back, and sends at most one batch a fibre again',
    accounts: 1,
    rowsPerAccount: 8000,
    batchSize,
    async run(stage) {
      stage.startRunner();
      await stage.untilWalked(1000 + (stage.seed % 5) * 500);
      // Field's users would stop at a dead Field: they come back with it.
      if (server === 'field') await stage.stopChanges();
      const before = await stage.repeated();
      stage.event('pull', `SIGKILL of ${whose} PostgreSQL`);
      await stage.servers[server].kill();
      await stage.untilNoticed(reason);
      await stage.servers[server].start();
      stage.event('heal', 'it takes connections again');
      await stage.untilMoving();
      if (server === 'field') stage.startChanges();
      await stage.quiet();
      const repeated = (await stage.repeated()) - before;
      stage.event('stage', `${repeated} records were sent again`);
      mustHold(repeated <= batchSize * fibresAtFirst, `at most a batch a fibre is sent again, not ${repeated} records`);
    },
  };
}

export const killHqPostgres = killOf('hq', "HQ's", 'in the middle of batches', /HQ database/u);
export const killFieldPostgres = killOf('field', "Field's", 'in the middle of a walk', /Field database/u);
export const killRunnerPostgres = killOf('runner', "the runner's", 'in the middle of everything', /runner's database/u);
