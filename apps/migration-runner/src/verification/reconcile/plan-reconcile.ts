import type { RecordToTouch } from '@hq-field/field-adapter';
import type { Finding } from '../finding.ts';
import { signatureOf } from '../finding.ts';
import type { KeptFinding } from '../findings/finding-store.ts';

/** Why a finding is left to a person. */
export const taskReasons = {
  foreign_write: 'Somebody changed it in HQ: decide whose it is, then change it there or touch the account.',
  does_not_heal: 'It was sent again as it is, and differs as before.',
  no_record: 'It names no record of Field: look at it in HQ.',
  whole_account:
    'HQ has an account that Field does not: removing it would remove all that is in it. If it shall go, touch it: pnpm migrate touch --accounts.',
  twice_in_hq: 'Two rows of HQ hold one value: decide which one stays.',
} as const;

type TaskReason = keyof typeof taskReasons;

/** A record to put into the outbox, with the findings that it answers for. */
interface Action extends RecordToTouch {
  findings: readonly { id: string; sentFor: string }[];
}

export interface ReconcilePlan {
  /** Records that are sent again as Field has them now. */
  touches: readonly Action[];
  /** Records that Field does not have: they are touched too, and a record that is gone is sent as its tombstone. */
  tombstones: readonly Action[];
  tasks: readonly { finding: Finding; reason: TaskReason }[];
}

/**
 * What mends each finding. A record is sent again once for one difference: when the same one is read after that, a person must look. One that nobody
 * has read since may still wait in the outbox: it is asked for again, and is not put there twice.
 * `isKnown` tells accounts of Field; what belongs to another account is sent without regard to any account's state. Pure.
 */
export function planReconcile(findings: readonly KeptFinding[], isKnown: (account: string) => boolean): ReconcilePlan {
  const touches = new Map<string, Action>();
  const tombstones = new Map<string, Action>();
  const tasks: { finding: Finding; reason: TaskReason }[] = [];
  for (const finding of findings) {
    if (finding.remedy === 'wait') continue;
    const reason = taskOf(finding);
    if (reason !== null || finding.externalId === null) {
      tasks.push({ finding, reason: reason ?? 'no_record' });
      continue;
    }
    const { entity, externalId } = finding;
    const account = entity === 'user' || finding.account === null || !isKnown(finding.account) ? null : finding.account;
    const actions = finding.remedy === 'remove' ? tombstones : touches;
    const before = actions.get(`${entity} ${externalId}`);
    const ids = [...(before?.findings ?? []), { id: finding.id, sentFor: sentFor(finding) }];
    actions.set(`${entity} ${externalId}`, { entity, externalId, account, findings: ids });
  }
  return { touches: [...touches.values()], tombstones: [...tombstones.values()], tasks };
}

function taskOf(finding: KeptFinding): TaskReason | null {
  if (finding.explanation === 'foreign_write') return 'foreign_write';
  if (finding.kind === 'duplicate_in_hq') return 'twice_in_hq';
  if (finding.externalId === null || finding.key === '') return 'no_record';
  if (finding.kind === 'extra_in_hq' && finding.entity === 'account') return 'whole_account';
  if (finding.remedy === 'person') return 'no_record';
  const isSame = finding.sentAgainFor?.endsWith(sameness(finding)) === true;
  return isSame && finding.sentAgainFor !== sentFor(finding) ? 'does_not_heal' : null;
}

/** The difference that a record is sent again for, behind the reading that found it. */
function sentFor(finding: Finding): string {
  return `${finding.readAt.toISOString()} ${sameness(finding)}`;
}

/** What it differs in, whatever it is called: sending a record again makes of one that differs one that is stale. */
function sameness(finding: Finding): string {
  return signatureOf(finding.kind === 'stale' ? { ...finding, kind: 'differs' } : finding);
}
