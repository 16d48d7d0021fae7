import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const diskFull: Drill = {
  name: 'disk-full',
  pulls: "the disk of HQ's database: every commit fails as PostgreSQL fails when there is no room (53100)",
  must: 'a visible stop, no account fails, nothing is lost, and it goes on when there is room',
  async run(stage) {
    await stage.hq?.stop();
    await stage.startHq({ failpoints: 'apply:before-commit=error(53100)%1' });
    stage.event('pull', 'no batch can be written');
    const runner = stage.startRunner();
    await runner.line(/waitsBecause":"[^"]*53100/u, 180_000);
    stage.event('notice', 'the runner waits and says why');
    mustHold(((await stage.states())['failed'] ?? 0) === 0, 'no account fails because the disk is full');
    await stage.hq?.kill();
    await stage.startHq();
    stage.event('heal', 'there is room again');
    await stage.untilMoving();
  },
};
