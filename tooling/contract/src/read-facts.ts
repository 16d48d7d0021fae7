import { contractLock } from '@hq-field/contracts/lock';
import { pendingChanges } from './changesets.ts';
import type { ContractFacts } from './check-contract.ts';
import { type Checkout, packageVersion, textOf } from './checkout.ts';
import { readFrozen } from './frozen.ts';

/** Everything that a check looks at. */
export async function readFacts(checkout: Checkout): Promise<ContractFacts> {
  return {
    lock: contractLock(),
    lockFile: await textOf(`${checkout.contracts}/contract.lock.json`),
    frozen: await readFrozen(checkout),
    pending: await pendingChanges(checkout),
    packageVersion: await packageVersion(checkout),
  };
}
