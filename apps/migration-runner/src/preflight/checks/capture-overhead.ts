import { changeRate } from '@hq-field/field-adapter';
import type { Check } from '../check.ts';

/** Updates and deletions a second that an outbox on the same disk takes well; beyond it a trial outside office hours is wise. */
const manyPerSecond = 500;

export const captureOverhead: Check = {
  name: 'capture overhead',
  async run(context) {
    const { changesPerSecond, since } = await changeRate(await context.field());
    const figures = { changesPerSecond, since };
    const words = `In Field's captured tables ${changesPerSecond.toFixed(2)} rows a second were updated or deleted since ${since}; each costs one row more in the outbox`;
    return changesPerSecond > manyPerSecond
      ? { ok: false, message: `${words}. That is much: measure it with pnpm bench capture, and install in a quiet hour`, figures }
      : { ok: true, message: `${words} (pnpm bench capture measures what that costs)`, figures };
  },
};
