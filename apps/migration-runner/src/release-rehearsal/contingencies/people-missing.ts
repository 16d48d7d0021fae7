import { Temporal } from 'temporal-polyfill';
import { RunnerError } from '../../runner-error.ts';
import { anotherTime } from '../another-time.ts';
import type { Contingency } from './contingency.ts';

const release = 'final-release';

export const peopleMissing: Contingency = {
  id: 'people-missing',
  steps: ['go'],
  async strike({ walk, pulled, noticed, mended }) {
    pulled('the owner of the cut-over is missing, and so is the deputy');
    noticed('the call before go: no-go');
    const anchor = walk.plan.anchors[release];
    if (anchor === undefined || !('at' in anchor)) throw new RunnerError('failed', `The plan has no time for ${release}: it cannot move.`);
    const moved = Temporal.ZonedDateTime.from(anchor.at).add({ weeks: 1 });
    await walk.wayBackTo('lock');
    await walk.moveAnchor(`${release}=${moved.toPlainDateTime().toString({ smallestUnit: 'minute' })}[${moved.timeZoneId}]`);
    mended('the administration is unlocked, the final release moves by a week, and everybody is told');
    return anotherTime;
  },
};
