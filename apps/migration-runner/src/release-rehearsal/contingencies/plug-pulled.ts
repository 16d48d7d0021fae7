import { RunnerError } from '../../runner-error.ts';
import type { Contingency } from './contingency.ts';

export const plugPulled: Contingency = {
  id: 'plug-pulled',
  steps: ['enable-push', 'begin-bulk', 'cut-over'],
  async strike({ begin, step, pulled, noticed, mended }) {
    const { code, said } = await begin(diesAfterAnAction);
    if (code !== null) throw new RunnerError('failed', `${step.id} was to die between two actions, and ended with ${code}: ${said}`);
    pulled(`the host of ${step.id} dies between its first action and the record of it`);
    const again = await begin();
    const [continued] = /.*which was begun before.*/u.exec(again.said) ?? [];
    if (continued === undefined) throw new RunnerError('failed', `The same command did not go on where it stopped: ${again.said}`);
    noticed(continued);
    mended('the same command was given again');
    return again;
  },
};

/** Of a command that moves the release. */
export const diesAfterAnAction = 'release:after-action=crash#1';
