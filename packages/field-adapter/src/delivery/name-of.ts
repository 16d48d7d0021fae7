import type { RecordKey } from '@hq-field/contracts';

/** A key that sets and maps can hold. */
export function nameOf({ entity, externalId }: RecordKey): string {
  return `${entity} ${externalId}`;
}
