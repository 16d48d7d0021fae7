import type { VerificationSummary } from '../summary.ts';
import { summaryPassed } from '../summary.ts';
import type { VerifierName } from '../verifiers/index.ts';
import { type Asked, everythingUnit, restUnit } from './run-store.ts';
import { summarise } from './summarise.ts';
import { type UnitWork, workUnits } from './work-units.ts';

/**
 * One verification from its beginning, or from where one that asked the same was stopped. Accounts that have come since it began, which may be a day
 * ago, are read too.
 */
export async function verifyOnce(work: UnitWork, asked: Asked): Promise<VerificationSummary> {
  const { by, accounts } = asked;
  const units = async () => (accounts ?? (await unitsOfAll(by, work))).map((account) => ({ account, reason: 'asked' }));
  const { id, joined } = await work.runs.joinOrBegin(asked, units);
  if (joined) work.onProgress('going on with a verification that was not finished (--afresh begins anew)');
  do await workUnits(id, asked, work);
  while ((await work.runs.add(id, await units())) > 0);
  const summary = await summarise(id, asked, work);
  await work.runs.end(id, summaryPassed(summary));
  return summary;
}

/** Reading every record takes so long that no snapshot of Field should last for all, and that what is done should be kept. */
export async function unitsOfAll(by: VerifierName, { ports }: Pick<UnitWork, 'ports'>): Promise<string[]> {
  if (by !== 'deep') return [everythingUnit];
  return [...(await ports.knownAccounts(null)).map(({ externalId }) => externalId), restUnit];
}
