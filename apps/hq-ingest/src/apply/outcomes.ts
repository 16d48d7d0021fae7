import type { Outcome, RecordKey } from '@hq-field/contracts';

type Reason = Extract<Outcome, { outcome: 'rejected' }>;
export type RejectedCode = Reason['code'];

/** Whether HQ holds what the record says; of a tombstone, that there is no row. */
export function isTaken(outcome: Outcome['outcome'] | undefined): boolean {
  return outcome === 'applied' || outcome === 'unchanged';
}

export function applied(externalId: string): Outcome {
  return { outcome: 'applied', externalId };
}

export function unchanged(externalId: string): Outcome {
  return { outcome: 'unchanged', externalId };
}

export function stale(externalId: string): Outcome {
  return { outcome: 'stale', externalId };
}

export function parentUnknown(externalId: string, field: string | null, waitsFor: RecordKey[]): Outcome {
  const names = [...new Set(waitsFor.map((key) => key.entity))].join(' and ');
  return {
    outcome: 'deferred',
    externalId,
    code: 'parent_unknown',
    field,
    message: `HQ lacks the ${names}; send it first, then this record again`,
    waitsFor,
  };
}

export function valueHeld(externalId: string, field: string | null, message: string, waitsFor: RecordKey[]): Outcome {
  return { outcome: 'deferred', externalId, code: 'value_held', field, message, waitsFor };
}

export function rejected(
  externalId: string,
  code: RejectedCode,
  field: string | null,
  message: string,
  existingId: string | null,
): Outcome {
  return { outcome: 'rejected', externalId, code, field, message, existingId };
}

/** HQ keeps the administration of what the record belongs to: the Field side puts it aside, and a person sees it. */
export function ofHq(externalId: string, message: string): Outcome {
  return {
    outcome: 'rejected',
    externalId,
    code: 'value_refused',
    exactCode: 'administered_by_hq',
    field: null,
    message,
    existingId: null,
  };
}
