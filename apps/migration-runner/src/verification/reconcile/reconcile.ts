import { type FieldDatabase, outboxDrained, outboxMark, touchRecords } from '@hq-field/field-adapter';
import type { FindingStore } from '../findings/finding-store.ts';
import { CancelledError } from '../pace.ts';
import type { VerificationPorts } from '../sides.ts';
import type { ReconcilePlan } from './plan-reconcile.ts';

/**
 * Puts the records of a plan into the outbox. They are remembered after that: killed between the two, a record is sent once more, which does
 * no harm; the other way round it would never be sent. Returns how many were put; those that waited already are not put twice.
 */
export async function carryOut(plan: ReconcilePlan, field: FieldDatabase, findings: FindingStore): Promise<number> {
  const actions = [...plan.touches, ...plan.tombstones];
  const touched = await touchRecords(field, actions);
  await findings.sentAgain(actions.flatMap((action) => action.findings));
  return touched;
}

/** Waits until everything that is in the outbox now has been sent; false when that took longer than `waitMs` by the clock of the ports. */
export async function untilSent(
  field: FieldDatabase,
  { ports, waitMs, signal }: { ports: Pick<VerificationPorts, 'sleep' | 'now'>; waitMs: number; signal: AbortSignal },
): Promise<boolean> {
  const mark = await outboxMark(field);
  const deadline = ports.now() + waitMs;
  for (;;) {
    if (signal.aborted) throw new CancelledError();
    if (await outboxDrained(field, mark)) return true;
    if (ports.now() >= deadline) return false;
    await ports.sleep(100);
  }
}
