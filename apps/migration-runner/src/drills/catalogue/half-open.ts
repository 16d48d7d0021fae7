import type { Drill } from '../drill.ts';

/** A minute is usual; the drill need not take so long. */
const requestSeconds = 10;

export const halfOpen: Drill = {
  name: 'half-open',
  pulls: 'the route to HQ: nothing passes and nothing ends, for connections that stay dead',
  must: 'requests run into their limit; a sign of life is asked for until the route is back, then they are sent again',
  async run(stage) {
    stage.startRunner('runner', { env: { HQ_REQUEST_SECONDS: String(requestSeconds) } });
    await stage.untilWalked(100);
    stage.proxies.hq.set({ halfOpen: true });
    stage.event('pull', 'the route is lost');
    await stage.untilNoticed(/time/u);
    stage.proxies.hq.heal();
    stage.event('heal', 'new connections are well');
    await stage.untilMoving();
  },
};
