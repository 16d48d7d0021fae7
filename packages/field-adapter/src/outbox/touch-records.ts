import { despiteDeadlocks } from '../field-db/despite-deadlocks.ts';
import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import { touchKeys } from './touches.ts';

/** A record to send again, or whose tombstone is to be sent when Field has it no more. */
export interface RecordToTouch {
  entity: string;
  externalId: string;
  /** Whose state decides whether it is sent; null sends it as soon as any account was begun. */
  account: string | null;
}

/** Puts named records into the outbox. Returns how many were put; one that waits already is not put twice. */
export async function touchRecords(field: FieldDatabase, records: readonly RecordToTouch[]): Promise<number> {
  let touched = 0;
  for (let at = 0; at < records.length; at += 5000) {
    const some = records.slice(at, at + 5000);
    touched += await inField(() => despiteDeadlocks(() => touchKeys(field, null, some)));
  }
  return touched;
}
