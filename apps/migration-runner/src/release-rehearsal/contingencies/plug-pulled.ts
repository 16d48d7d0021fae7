import type { Contingency } from './contingency.ts';

export const plugPulled: Contingency = {
  id: 'plug-pulled',
  steps: ['enable-push', 'begin-bulk', 'cut-over'],
  async strike({ begin, step, pulled, noticed, mended }) {
    const running = begin();
    const [, action] = await running.child.line(/^ {2}(?:done|found) +(.+)$/u, 120_000);
    await running.child.kill();
    pulled(`the host of ${step.id} dies after: ${action}`);
    const { said } = await begin().ended;
    const [continued] = /.*which was begun before.*/u.exec(said) ?? [];
    noticed(continued ?? 'it had come to its end');
    mended('the same command was given again');
    return begin().ended;
  },
};
