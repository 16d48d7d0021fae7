import type { Outcome } from '../../v1/outcome.ts';
import type { RecordKey } from '../../v1/envelope.ts';

type RejectedCode = Extract<Outcome, { outcome: 'rejected' }>['code'];

export function parentUnknown(externalId: string, field: string | null, waitsFor: RecordKey[]): Outcome {
  return { outcome: 'deferred', externalId, code: 'parent_unknown', field, message: 'HQ lacks a parent; send it first', waitsFor };
}

export function valueHeld(externalId: string, field: string | null, waitsFor: RecordKey[]): Outcome {
  return { outcome: 'deferred', externalId, code: 'value_held', field, message: 'Send the named records along', waitsFor };
}

export function rejected(externalId: string, code: RejectedCode, field: string | null, existingId: string | null): Outcome {
  return { outcome: 'rejected', externalId, code, field, message: `HQ refuses this state: ${code}`, existingId };
}
