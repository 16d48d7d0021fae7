import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';
import { shiftedClock } from '../shifted-clock.ts';

export const wrongClock: Drill = {
  name: 'wrong-clock',
  pulls: "the clock of the runner's host: an hour ahead",
  must: 'HQ refuses its tokens with words about clocks and nothing is sent; leases and order do not depend on it',
  async run(stage) {
    const env = shiftedClock('3600000');
    stage.event('pull', 'a runner starts with a clock that is an hour ahead');
    const early = stage.startRunner('runner-early', { env });
    await early.line(/waitsBecause":"[^"]*compare the clocks/u, 180_000);
    stage.event('notice', 'the runner waits: compare the clocks of caller and HQ');
    mustHold((await stage.answered()) === 0, 'nothing is sent with a wrong clock');
    await early.kill();
    stage.startRunner();
    stage.event('heal', 'the clock is right again');
    await stage.untilMoving();
  },
};
