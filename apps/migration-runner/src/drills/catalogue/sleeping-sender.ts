import { readFileSync } from 'node:fs';
import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const sleepingSender: Drill = {
  name: 'sleeping-sender',
  pulls: 'a runner that freezes (SIGSTOP) with records read and not sent, past every lease',
  must: 'another runner takes over and sends them; what the first one still sends when it wakes is stale',
  async run(stage) {
    const place = stage.seed % 2 === 0 ? 'relay:after-read' : 'relay:after-version';
    const sleeper = stage.startRunner('runner-asleep', { failpoints: `${place}=pause#${1 + (stage.seed % 3)}` });
    await sleeper.line(/failpoint relay/u, 180_000);
    await stage.until('the process is frozen', () => / T /u.test(readFileSync(`/proc/${sleeper.pid}/stat`, 'utf8')));
    stage.event('pull', `a runner sleeps at ${place}`);
    stage.startRunner();
    await stage.until("the sleeper's claims are taken over", async () => {
      const [row] = await stage.field<{ lapsed: number }[]>`
        select count(*)::int as lapsed from outbound.touches where claimed_until < clock_timestamp() - interval '1 second'`;
      const states = await stage.states();
      return row?.lapsed === 0 && Object.keys(states).every((state) => state === 'live');
    });
    stage.event('notice', 'another runner has done its work');
    const stale = () => stage.outcomes.of('stale');
    const before = stale();
    sleeper.resume();
    stage.event('heal', 'the sleeper wakes');
    // As long as nobody has heard of it again it has no part of the throttle: then it gives back what it holds, and nothing of it is stale.
    let isHeldBack = false;
    void sleeper.line(/relay:held-back|sending:waits/u, 180_000).then(
      () => (isHeldBack = true),
      () => {},
    );
    await stage.untilMoving();
    await stage.until('what the sleeper had in its hands is stale, or given back', () => isHeldBack || stale() > before);
    const [host] = await stage.runner<{ hosts: number }[]>`select count(*)::int as hosts from migration.hosts`;
    mustHold((host?.hosts ?? 0) >= 2, 'both runners have reported');
  },
};
