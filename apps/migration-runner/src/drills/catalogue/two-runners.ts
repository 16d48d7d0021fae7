import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const twoRunners: Drill = {
  name: 'two-runners',
  pulls: 'a second and a third runner with the same settings, and one of them by SIGKILL',
  must: 'they share the work; the accounts of the dead one go on elsewhere from their checkpoints',
  accounts: 40,
  rowsPerAccount: 250,
  async run(stage) {
    // Slowly enough that no runner is done with its share before the last of them has begun.
    await stage.command(['throttle', '--workers', '6', '--fibres', '12', '--records-per-second', '500', '--reason', 'drill']);
    const others = [stage.startRunner('runner'), stage.startRunner('runner-second')];
    const third = stage.startRunner('runner-third');
    await stage.until('each of the three has accounts in hand', async () => {
      const inHand = await Promise.all([third, ...others].map((runner) => stage.inHand(runner)));
      return inHand.every((accounts) => accounts.length > 0);
    });
    await third.kill();
    const left = await stage.inHand(third);
    stage.event('pull', `the third runner is killed with ${left.length} accounts in hand`);
    mustHold(left.length > 0, 'it dies with accounts in hand');
    await stage.command(['throttle', '--records-per-second', 'none', '--reason', 'drill']);
    stage.event('heal', 'the others are as they were');
    await Promise.all([stage.untilTakenOver(third), stage.untilMoving()]);
  },
};
