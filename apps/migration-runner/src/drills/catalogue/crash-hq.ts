import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const crashHq: Drill = {
  name: 'crash-hq',
  pulls: 'HQ, by SIGKILL before and after the commit of a batch',
  must: 'what was not answered is sent again and takes effect once; no account fails',
  async run(stage) {
    await stage.hq?.kill();
    stage.startRunner();
    const places = ['apply:before-commit', 'apply:after-commit', 'apply:after-commit', 'apply:before-commit'] as const;
    for (const [at, name] of places.entries()) {
      let isDead = false;
      const hq = await stage.startHq({ failpoints: `${name}=crash#${1 + (stage.seed % 4)}` });
      void hq.ended().then(() => (isDead = true));
      if (at > 0) {
        stage.event('heal', `HQ is back, and will die at ${name}`);
        await stage.untilMoving({ unless: () => isDead });
      }
      await stage.until(`HQ comes to ${name}`, () => isDead);
      stage.event('pull', `HQ died at ${name}`);
      await stage.untilNoticed(/reached/u);
    }
    await stage.startHq();
    stage.event('heal', 'HQ is back');
    await stage.untilMoving();
    mustHold(((await stage.states())['failed'] ?? 0) === 0, 'no account fails because HQ died');
  },
};
