import type { Verdict } from '../findings/verdict.ts';
import type { Unit } from './run-store.ts';

/** A live account with what is known of it. */
export interface KnownVerdict {
  account: string;
  verdict: Verdict | null;
  /** When it was read last, in milliseconds; null: never. */
  readAtMs: number | null;
  /** Field has changed something of it since it was found equal. */
  isChanged: boolean;
}

export interface SampleOptions {
  /** Share of the other accounts that is read in each round, 0 to 1. */
  share: number;
  /** Accounts of the sample at least. */
  least: number;
}

/**
 * Accounts that the next round reads: those that were never found equal, that have failed, that changed since; and of the others those that
 * were read longest ago, so that changes made at HQ alone are found in time. Pure.
 */
export function dueAccounts(known: readonly KnownVerdict[], { share, least }: SampleOptions): Unit[] {
  const due: Unit[] = [];
  const others: KnownVerdict[] = [];
  for (const one of known) {
    const reason = one.verdict === null ? 'never' : one.verdict === 'clean' ? (one.isChanged ? 'changed' : null) : one.verdict;
    if (reason === null) others.push(one);
    else due.push({ account: one.account, reason });
  }
  const sample = others
    .sort((a, b) => (a.readAtMs ?? 0) - (b.readAtMs ?? 0) || (a.account < b.account ? -1 : 1))
    .slice(0, Math.max(least, Math.ceil(others.length * share)));
  return [...due, ...sample.map(({ account }) => ({ account, reason: 'sample' }))];
}
