import type { Contingency } from './contingency.ts';

export const queueStuck: Contingency = {
  id: 'queue-stuck',
  steps: ['daily-look-1', 'daily-look-2'],
  async strike({ world, begin, pulled, noticed, mended }) {
    world.firstHost?.pause();
    pulled('the only host hangs: it lives and does nothing');
    await world.until('pnpm migrate queue asks for a person', async () => {
      const { code, said } = await begin();
      return code === 1 && /no host works|silent/u.test(said);
    });
    noticed('pnpm migrate queue ends with 1 and says that no host works');
    await world.startHost();
    await world.firstHost?.kill();
    mended('another host was started, the one that hung was killed');
    return begin();
  },
};
