import { nothingLeft } from '../../throttle/automatic/decide.ts';
import type { Contingency } from './contingency.ts';

const latencyMs = 1500;

export const hqSlow: Contingency = {
  id: 'hq-slow',
  steps: ['bulk'],
  async strike({ world, begin, pulled, noticed, mended }) {
    const steps = async () =>
      (await world.ask<{ action: string; reason: string }[]>(['throttle', '--steps', '--limit', '200'])).filter(isShed);
    const before = (await steps()).length;
    const running = begin();
    world.wireToHq.set({ latencyMs });
    pulled(`each answer of HQ takes ${latencyMs} ms more`);
    let shed: { action: string; reason: string } | undefined;
    await world.until('the automatic throttle gives way', async () => {
      const now = await steps();
      shed = now[0];
      return now.length > before;
    });
    noticed(`the automatic throttle: ${shed?.action}, ${shed?.reason}`);
    world.wireToHq.heal();
    mended('HQ answers as before; the throttle was left automatic');
    return running;
  },
};

/** With one fibre nothing can be taken away; then it says so, and does not grow. */
function isShed({ action, reason }: { action: string; reason: string }): boolean {
  return action === 'halve' || reason.endsWith(nothingLeft);
}
