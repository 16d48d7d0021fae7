import { type Bump, compareLocks, type Finding, nextVersion, requiredBump } from '@hq-field/contracts/compatibility';
import { type ContractLock, lockText } from '@hq-field/contracts/lock';
import { lacksOfMajor, type PendingChange } from './changesets.ts';
import type { FrozenVersions } from './frozen.ts';
import { bumpBetween, greatest, isEnough } from './versions.ts';

export interface ContractFacts {
  /** The contract as the schemas say now. */
  lock: ContractLock;
  /** contract.lock.json as it stands; null when it is missing. */
  lockFile: string | null;
  frozen: FrozenVersions;
  pending: readonly PendingChange[];
  packageVersion: string;
}

interface Comparison {
  against: string;
  findings: Finding[];
  demanded: Bump;
}

export interface ContractReport {
  /** The version that the next release has. */
  planned: string;
  comparisons: Comparison[];
  /** What must be mended, each with the command that does it. */
  problems: string[];
}

/** Holds the contract to its frozen versions, its changesets to what the differences demand, and its version to being frozen. */
export function checkContract(facts: ContractFacts): ContractReport {
  const report = checkBeforeFreeze(facts);
  const { frozen, packageVersion } = facts;
  if (frozen.problems.length > 0 || frozen.versions.some(({ version }) => version === packageVersion)) return report;
  // Until it is frozen, another change would slip into the version without a changeset.
  return { ...report, problems: [...report.problems, `Version ${packageVersion} is not frozen. Run: pnpm contract freeze`] };
}

/** The same for a version that is about to be frozen. */
export function checkBeforeFreeze(facts: ContractFacts): ContractReport {
  const { lock, frozen, pending, packageVersion } = facts;
  const planned = nextVersion(packageVersion, greatest(pending.map(({ bump }) => bump)));
  const comparisons = frozen.versions.map(({ version, lock: old }) => {
    const findings = compareLocks(old, lock);
    return { against: version, findings, demanded: requiredBump(findings) };
  });
  const problems = [...frozen.problems];
  if (lock.version !== packageVersion)
    problems.push(`The lock is of ${lock.version}, the package of ${packageVersion}. Run: pnpm contract lock`);
  if (facts.lockFile !== lockText(lock)) problems.push('contract.lock.json is not what the schemas say. Run: pnpm contract lock');
  problems.push(...pending.flatMap(lacksOfMajor));
  for (const { against, findings, demanded } of comparisons) {
    const bump = bumpBetween(against, planned);
    const isSame = isUnchanged(facts, against);
    if (isSame || (bump !== null && isEnough(bump, demanded))) continue;
    const breaks = findings.filter(({ category }) => category === 'error').length;
    const many = `${findings.length} difference${findings.length === 1 ? '' : 's'}`;
    const seen = breaks > 0 ? `${breaks} of ${many} break${breaks === 1 ? 's' : ''} an older side` : many;
    const lacks = pending.length === 0 ? 'and no changeset waits' : `and the changesets that wait give ${planned} only`;
    problems.push(
      `The contract differs from ${against} (${seen}), which needs a ${demanded} version, ${lacks}. Run: pnpm changeset, and choose ${demanded}`,
    );
  }
  return { planned, comparisons, problems };
}

/** Why a package that is built now is not the version that its manifest names, each with the command that mends it. */
export function checkBeforePack({ lock, lockFile, frozen, pending, packageVersion: version }: ContractFacts): string[] {
  if (pending.length > 0) return [`Changesets wait (${pending.length}): what is packed now is not ${version}. Run: pnpm version-packages`];
  const text = frozen.versions.find((one) => one.version === version)?.text;
  if (text === undefined) return [`Version ${version} is not frozen. Run: pnpm contract check`];
  if (text !== lockFile || text !== lockText(lock)) return [`The contract is not frozen/${version}.json. Run: pnpm contract check`];
  return [];
}

/** Whether the contract is the frozen version itself, to the letter. */
function isUnchanged({ lock, frozen }: ContractFacts, version: string): boolean {
  const same = frozen.versions.find((one) => one.version === version);
  return same?.text === lockText({ ...lock, version });
}
