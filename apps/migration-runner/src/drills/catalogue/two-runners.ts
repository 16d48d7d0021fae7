import type { Drill } from '../drill.ts';

export const twoRunners: Drill = {
  name: 'two-runners',
  pulls: 'a second and a third runner with the same settings, and one of them by SIGKILL',
  must: 'they share the work; the accounts of the dead one go on elsewhere from their checkpoints',
  accounts: 40,
  async run(stage) {
    stage.startRunner('runner');
    stage.startRunner('runner-second');
    const third = stage.startRunner('runner-third');
    await stage.untilWalked(400);
    stage.event('pull', 'the third runner is killed');
    await third.kill();
    stage.event('heal', 'the others are as they were');
    await stage.untilMoving();
  },
};
