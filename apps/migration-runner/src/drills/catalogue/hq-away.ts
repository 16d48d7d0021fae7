import { setTimeout as sleep } from 'node:timers/promises';
import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

/** Longer than any single retry pauses. */
const awaySeconds = 15;

export const hqAway: Drill = {
  name: 'hq-away',
  pulls: `HQ, for ${awaySeconds} seconds`,
  must: 'no account fails; sending pauses with a reason, and resumes by itself',
  async run(stage) {
    stage.startRunner();
    await stage.untilWalked(100);
    stage.event('pull', 'HQ is killed');
    await stage.hq?.kill();
    await stage.untilNoticed(/cannot be reached/u);
    const until = stage.elapsed() + awaySeconds;
    while (stage.elapsed() < until) {
      mustHold(((await stage.states())['failed'] ?? 0) === 0, 'no account fails while HQ is away');
      await sleep(200);
    }
    await stage.startHq();
    stage.event('heal', 'HQ is back');
    await stage.untilMoving();
  },
};
