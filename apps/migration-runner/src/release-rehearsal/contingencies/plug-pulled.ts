import { RunnerError } from '../../runner-error.ts';
import type { Contingency } from './contingency.ts';

export const plugPulled: Contingency = {
  id: 'plug-pulled',
  steps: ['enable-push', 'begin-bulk', 'cut-over'],
  async strike({ begin, step, pulled, noticed, mended }) {
    const [failpoint, where] =
      step.id === 'cut-over'
        ? [diesInTheMove, 'in the middle of its accounts']
        : [diesAfterAnAction, 'between its first action and the record of it'];
    const { code, said } = await begin(failpoint);
    if (code !== null) throw new RunnerError('failed', `${step.id} was to die ${where}, and ended with ${code}: ${said}`);
    pulled(`the host of ${step.id} dies ${where}`);
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

/** Of one that moves accounts: some values have moved, and no gate. */
const diesInTheMove = 'release:after-value=crash#2';
