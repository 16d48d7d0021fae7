import type { Drill } from '../drill.ts';

export const halfOpen: Drill = {
  name: 'half-open',
  pulls: 'the route to HQ: nothing passes and nothing ends, for connections that stay dead',
  must: 'requests run into their limit of a minute and are sent again',
  async run(stage) {
    stage.startRunner();
    await stage.untilWalked(100);
    stage.proxies.hq.set({ halfOpen: true });
    stage.event('pull', 'the route is lost');
    const connections = stage.proxies.hq.seen.connections;
    await stage.until('a new connection is tried', () => stage.proxies.hq.seen.connections > connections, 120_000);
    stage.event('notice', 'the runner gives up on what does not answer');
    stage.proxies.hq.heal();
    stage.event('heal', 'new connections are well');
    await stage.untilMoving();
  },
};
