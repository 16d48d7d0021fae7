import { lockText } from '@hq-field/contracts/lock';
import { checkContract } from '../check-contract.ts';
import { thisCheckout } from '../checkout.ts';
import { writeFrozen } from '../frozen.ts';
import { readFacts } from '../read-facts.ts';
import { ToolError } from '../tool-error.ts';
import type { Command } from './command.ts';
import { print } from './command.ts';

/** Writes packages/contracts/frozen/<version>.json, once. */
export const freeze: Command = {
  name: 'freeze',
  description: 'Freezes the present version of the contract: its lock is kept for ever',
  async run({ json }) {
    const facts = await readFacts(thisCheckout);
    if (facts.pending.length > 0)
      throw new ToolError(`${facts.pending.map(({ file }) => file).join(', ')} waits for a version. Run: pnpm version-packages`);
    // The version itself may be frozen for the first time now.
    const problems = checkContract(facts).problems.filter((words) => !words.startsWith('No version is frozen yet'));
    if (problems.length > 0) throw new ToolError(problems.join('\n'));
    const isNew = await writeFrozen(thisCheckout, facts.packageVersion, lockText(facts.lock));
    const words = isNew ? `Froze ${facts.packageVersion}. Commit packages/contracts/frozen.` : `${facts.packageVersion} is frozen already.`;
    print(json === true ? JSON.stringify({ version: facts.packageVersion, written: isNew }) : words);
    return 0;
  },
};
