import { setTimeout as sleep } from 'node:timers/promises';
import type { Contingency } from './contingency.ts';

const awayMs = 5000;

export const hqDown: Contingency = {
  id: 'hq-down',
  steps: ['five-accounts', 'bulk', 'show-field-in-hq', 'cut-over'],
  async strike({ world, step, begin, pulled, noticed, mended }) {
    await world.killHq();
    pulled(`HQ is killed, and ${step.id} begins`);
    const running = begin();
    await world.untilWaits(/HQ cannot be reached/u);
    noticed('pnpm migrate status says: HQ cannot be reached');
    await sleep(awayMs);
    await world.startHq();
    mended('HQ is up again; nothing else was done');
    return running;
  },
};
