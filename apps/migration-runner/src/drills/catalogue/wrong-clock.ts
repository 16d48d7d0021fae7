import { type Drill, mustHold } from '../drill.ts';

const hourAhead =
  'const now = Date.now; Date.now = () => now() + 3600000; const D = Date; globalThis.Date = class extends D { constructor(...a) { super(...(a.length === 0 ? [Date.now()] : a)); } };';

export const wrongClock: Drill = {
  name: 'wrong-clock',
  pulls: "the clock of the runner's host: an hour ahead",
  must: 'HQ refuses its tokens with words about clocks and nothing is sent; leases and order do not depend on it',
  async run(stage) {
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hourAhead)}` };
    stage.event('pull', 'a runner starts with a clock that is an hour ahead');
    const { code, said } = await stage.command(['work', '--until-idle'], { env });
    stage.event('notice', said.split('\n').find((line) => line.includes('clock')) ?? said.slice(0, 200));
    mustHold(code === 3 && said.includes('clock'), `the runner ends with 3 and speaks of clocks: ${said.slice(0, 300)}`);
    mustHold(stage.outcomes.records === 0, 'nothing is sent with a wrong clock');
    stage.startRunner();
    stage.event('heal', 'the clock is right again');
    await stage.untilMoving();
  },
};
