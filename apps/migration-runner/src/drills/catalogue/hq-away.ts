import { setTimeout as sleep } from 'node:timers/promises';
import { scripts } from '../../processes/scripts.ts';
import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

/** Longer than any single retry pauses. */
const awaySeconds = 15;

export const hqAway: Drill = {
  name: 'hq-away',
  pulls: `HQ, for ${awaySeconds} seconds`,
  must: 'no account fails; sending pauses with a reason, and resumes by itself',
  async run(stage) {
    const reasons: string[] = [];
    stage.start('runner', scripts.runner, { words: ['work', '--json'], onLine: (line) => reasons.push(...reasonsIn(line)) });
    await stage.untilWalked(100);
    stage.event('pull', 'HQ is killed');
    await stage.hq?.kill();
    await stage.until('the runner says why it waits', () => reasons.some((reason) => reason.includes('cannot be reached')));
    stage.event('notice', reasons.find((reason) => reason.includes('cannot be reached')) ?? '');
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

function reasonsIn(line: string): string[] {
  if (!line.startsWith('{"seconds')) return [];
  const { throttle } = JSON.parse(line) as { throttle?: { waitsBecause: string | null } };
  return throttle?.waitsBecause == null ? [] : [throttle.waitsBecause];
}
