import { accepted, check, compare, type ServerSection } from '../section.ts';

/** Always last. */
export const leaving: ServerSection = {
  title: 'Leaving',
  checks: [
    check('everything that this run made is deleted', async (hq) => {
      await hq.removeWhatWasMade();
      return compare(await hq.countWhatIsLeft(), 0);
    }),
    check('the server still answers', async (hq) => accepted(await hq.call('system.hello', {}))),
  ],
};
