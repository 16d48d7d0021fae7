import { compareLocks, nextVersion, requiredBump } from '../compatibility/compare-locks.ts';
import { contractLock } from '../lock/contract-lock.ts';
import type { ContractLock } from '../lock/lock-shape.ts';

/** What of the contract is released, and what waits. */
export interface History {
  /** The newest released version. */
  released: string;
  /** The version that the schemas will be released as; null while they say what the newest released version says. */
  next: string | null;
  /** The version since which a procedure is there. */
  sinceOf(path: string): string;
  /** The version since which a reason code is there. */
  sinceOfReason(code: string): string;
}

/** Compares the schemas with the locks of the released versions, oldest first. Throws when there is none. */
export function historyOf(frozen: readonly ContractLock[]): History {
  const newest = frozen.at(-1);
  if (newest === undefined) throw new Error('No version of the contract is frozen. Run: pnpm contract freeze');
  const findings = compareLocks(newest, contractLock());
  const next = findings.length === 0 ? null : nextVersion(newest.version, requiredBump(findings));
  const first = (has: (lock: ContractLock) => boolean) => frozen.find(has)?.version ?? next ?? newest.version;
  return {
    released: newest.version,
    next,
    sinceOf: (path) => first(({ procedures }) => procedures.some((procedure) => procedure.path === path)),
    sinceOfReason: (code) => first(({ reasonCodes }) => Object.hasOwn(reasonCodes, code)),
  };
}

/** A version in words: one that is not released says so. */
export function versionWords({ next }: History, version: string): string {
  return version === next ? `${version}, which is not released yet` : version;
}

/** What the documents are of. */
export function titleOf({ released, next }: History): string {
  return next === null ? `Contract ${released}` : `Contract ${released}, and what waits for ${next}`;
}
