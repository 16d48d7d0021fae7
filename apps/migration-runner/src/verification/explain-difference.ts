import type { Difference, Explanation, Finding, Remedy } from './finding.ts';

/** Whether Field has changed a record since its account was last found equal; unknown when it never was, or nobody kept count. */
export type Since = 'changed' | 'unchanged' | 'unknown';

export interface Reading {
  version: number;
  readAt: Date;
}

/** A difference that was proven, or that is still open, as a finding. Pure. */
export function explainDifference(difference: Difference, facts: { since: Since; proven: boolean } & Reading): Finding {
  const { since, proven, version, readAt } = facts;
  const kind = proven && since === 'changed' && difference.kind === 'differs' ? 'stale' : difference.kind;
  const explanation = !proven ? 'in_flight' : since === 'unchanged' ? 'foreign_write' : 'real';
  return { ...difference, kind, explanation, remedy: remedyOf(difference, explanation), version, readAt };
}

/**
 * A row that HQ did not get from Field has no key to send; what somebody wrote in HQ is neither reverted nor trusted; and the tombstone of an account would
 * take all that is in it.
 */
function remedyOf({ kind, entity, externalId }: Difference, explanation: Explanation): Remedy {
  if (explanation === 'in_flight') return 'wait';
  if (explanation === 'foreign_write' || externalId === null || kind === 'duplicate_in_hq' || kind === 'unbalanced') return 'person';
  if (kind !== 'extra_in_hq') return 'send_again';
  return entity === 'account' ? 'person' : 'remove';
}
