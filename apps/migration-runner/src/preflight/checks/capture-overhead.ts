import { changeRate } from '@hq-field/field-adapter';
import type { Check } from '../check.ts';

/** Changes a second that an outbox on the same disk takes well; beyond it a trial outside office hours is wise. */
const manyPerSecond = 500;

export const captureOverhead: Check = {
  name: 'capture overhead',
  async run(context) {
    const { changesPerSecond, since } = await changeRate(await context.field());
    const figures = { changesPerSecond, since };
    const words = `Field's captured tables changed ${changesPerSecond.toFixed(2)} rows a second since ${since}; each costs one row more in the outbox`;
    return changesPerSecond > manyPerSecond
      ? { ok: false, message: `${words}. That is much: measure it with pnpm bench capture, and install in a quiet hour`, figures }
      : { ok: true, message: `${words} (pnpm bench capture measures what that costs)`, figures };
  },
};
