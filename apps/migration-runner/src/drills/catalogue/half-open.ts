import type { Drill } from '../drill.ts';

export const halfOpen: Drill = {
  name: 'half-open',
  pulls: 'the route to HQ: nothing passes and nothing ends, for connections that stay dead',
  must: 'requests run into their limit of a minute; a sign of life is asked for until the route is back, then they are sent again',
  async run(stage) {
    stage.startRunner();
    await stage.untilWalked(100);
    stage.proxies.hq.set({ halfOpen: true });
    stage.event('pull', 'the route is lost');
    await stage.untilNoticed(/time/u);
    stage.proxies.hq.heal();
    stage.event('heal', 'new connections are well');
    await stage.untilMoving();
  },
};
