import type { ContractLock } from '../lock/lock-shape.ts';
import { compareProcedures } from './compare-procedures.ts';
import { compareRows } from './compare-rows.ts';
import { compareWords } from './compare-words.ts';
import type { Finding } from './finding.ts';

/** Every difference between two versions of the contract that a side of the older version could notice, or might want to know. */
export function compareLocks(before: ContractLock, after: ContractLock): Finding[] {
  return [...compareProcedures(before, after), ...compareRows(before, after), ...compareWords(before, after)];
}

export type Bump = 'major' | 'minor' | 'patch';

/** The least bump that findings demand: a break is a major, whatever else is seen a minor, words alone a patch. */
export function requiredBump(findings: readonly Finding[]): Bump {
  if (findings.some(({ category }) => category === 'error')) return 'major';
  return findings.length > 0 ? 'minor' : 'patch';
}

/** The version that a bump makes of another; the same of null. */
export function nextVersion(version: string, bump: Bump | null): string {
  const [major = 0, minor = 0, patch = 0] = version.split(/[-+]/u)[0]?.split('.').map(Number) ?? [];
  if (bump === null) return version;
  return { major: `${major + 1}.0.0`, minor: `${major}.${minor + 1}.0`, patch: `${major}.${minor}.${patch + 1}` }[bump];
}
