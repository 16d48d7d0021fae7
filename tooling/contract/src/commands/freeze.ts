import { lockText } from '@hq-field/contracts/lock';
import { checkBeforeFreeze } from '../check-contract.ts';
import { thisCheckout } from '../checkout.ts';
import { writeFrozen } from '../frozen.ts';
import { readFacts } from '../read-facts.ts';
import type { Command } from './command.ts';
import { print } from './command.ts';

/** Writes packages/contracts/frozen/<version>.json, once. */
export const freeze: Command = {
  name: 'freeze',
  description: 'Freezes the present version of the contract: its lock is kept for ever',
  async run({ json }) {
    const facts = await readFacts(thisCheckout);
    const { packageVersion: version, pending } = facts;
    const problems = checkBeforeFreeze(facts).problems;
    if (pending.length > 0) problems.push(`${pending.map(({ file }) => file).join(', ')} waits for a version. Run: pnpm version-packages`);
    const written = problems.length === 0 && (await writeFrozen(thisCheckout, version, lockText(facts.lock)));
    if (json === true) print(JSON.stringify({ version, written, problems }));
    else if (problems.length > 0) print(problems.map((words) => `FAILED  ${words}`).join('\n'));
    else print(written ? `Froze ${version}. Commit packages/contracts/frozen.` : `${version} is frozen already.`);
    return problems.length > 0 ? 1 : 0;
  },
};
