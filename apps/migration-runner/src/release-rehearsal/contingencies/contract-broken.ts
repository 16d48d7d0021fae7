import { RunnerError } from '../../runner-error.ts';
import type { Contingency } from './contingency.ts';

export const contractBroken: Contingency = {
  id: 'contract-broken',
  steps: ['release-hq'],
  async strike({ world, begin, pulled, noticed, mended }) {
    const takeBack = await world.deployAnotherContract();
    pulled('HQ and Field are deployed with contracts of different major versions');
    const { code, said } = await begin();
    const [words] = /^FAILED hq-answers: .*99\.0\.0.*$/mu.exec(said) ?? [];
    if (code !== 1 || words === undefined)
      throw new RunnerError('failed', `The entry check was to name both versions; the command ended with ${code}: ${said}`);
    noticed(words.replace('FAILED ', 'the entry check '));
    await takeBack();
    mended('the deployment was taken back');
    return begin();
  },
};
