import type { Drill } from '../drill.ts';
import type { Stage } from '../stage.ts';

function killOf(server: keyof Stage['servers'], whose: string, when: string): Drill {
  return {
    name: `kill-${server}-postgres`,
    pulls: `${whose} PostgreSQL, by SIGKILL ${when}`,
    must: 'the run waits with a reason, and goes on by itself once it is back',
    async run(stage) {
      // Field's users would stop at a dead Field: they come back with it.
      stage.startRunner();
      await stage.untilWalked(200 + (stage.seed % 5) * 100);
      if (server === 'field') await stage.stopChanges();
      stage.event('pull', `SIGKILL of ${whose} PostgreSQL`);
      await stage.servers[server].kill();
      stage.event('notice', 'all its processes are gone');
      await stage.servers[server].start();
      stage.event('heal', 'it takes connections again');
      await stage.untilMoving();
      if (server === 'field') stage.startChanges();
    },
  };
}

export const killHqPostgres = killOf('hq', "HQ's", 'in the middle of batches');
export const killFieldPostgres = killOf('field', "Field's", 'in the middle of a walk');
export const killRunnerPostgres = killOf('runner', "the runner's", 'in the middle of everything');
