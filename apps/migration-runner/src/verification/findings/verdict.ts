import type { VerifierName } from '../verifiers/index.ts';

/** What is held true of an account. */
const verdicts = {
  clean: 'Everything of it was found equal.',
  failed: 'Something of it differs.',
  open: 'Nothing is proven: its records changed all the time, or were not read to the end.',
} as const;

export type Verdict = keyof typeof verdicts;

/** What one verification saw of an account. */
export interface Pass {
  by: VerifierName;
  /** Agreement by this verifier means that everything agrees. */
  whole: boolean;
  findings: number;
  pending: number;
  unread: number;
  /** A finding is open that another verifier saw and this one cannot see. */
  unseen: boolean;
}

/**
 * The verdict after a pass. A failed one stays until a whole pass without anything open clears it: neither a look at numbers alone nor one
 * that proved nothing does. Null: nothing is said of the account yet. Pure.
 */
export function nextVerdict(before: Verdict | null, pass: Pass): Verdict | null {
  if (pass.findings > 0) return 'failed';
  if (pass.pending > 0 || pass.unread > 0) return before === 'failed' ? 'failed' : 'open';
  if (pass.unseen) return 'failed';
  return pass.whole ? 'clean' : before;
}
