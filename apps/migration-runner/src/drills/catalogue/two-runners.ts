import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const twoRunners: Drill = {
  name: 'two-runners',
  pulls: 'a second and a third runner with the same settings, and one of them by SIGKILL',
  must: 'they share the work; the accounts of the dead one go on elsewhere from their checkpoints',
  accounts: 40,
  rowsPerAccount: 250,
  async run(stage) {
    await stage.command(['throttle', '--workers', '6', '--fibres', '12', '--reason', 'drill']);
    const others = [stage.startRunner('runner'), stage.startRunner('runner-second')];
    const third = stage.startRunner('runner-third');
    for (const runner of [third, ...others])
      await stage.until('each of the three has accounts in hand', async () => (await stage.inHand(runner)).length > 0);
    await third.kill();
    const left = await stage.inHand(third);
    stage.event('pull', `the third runner is killed with ${left.length} accounts in hand`);
    mustHold(left.length > 0, 'it dies with accounts in hand');
    stage.event('heal', 'the others are as they were');
    await Promise.all([stage.untilTakenOver(third), stage.untilMoving()]);
  },
};
