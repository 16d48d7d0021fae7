import { setTimeout as sleep } from 'node:timers/promises';
import type { Contingency } from './contingency.ts';

const awayMs = 5000;

export const fieldDown: Contingency = {
  id: 'field-down',
  steps: ['bulk', 'verify-all', 'verify-last'],
  async strike({ world, step, begin, pulled, noticed, mended }) {
    const didWork = world.doPeopleWork;
    await world.letPeopleRest();
    await world.shutField();
    pulled(`Field's database takes nobody, and ${step.id} begins`);
    const running = begin();
    await world.untilWaits(/Field database/u);
    noticed('pnpm migrate status says that the Field database is away');
    await sleep(awayMs);
    await world.letIntoField();
    if (didWork) world.letPeopleWork();
    mended("Field's database is up again; capture stayed");
    return running;
  },
};
