import type { Tombstone } from './batch.ts';

/** Rows gave values away because their batch deletes them, and were not deleted; the batch is decided again, and they keep their values. */
export class HolderStaysError extends Error {
  /** serialization_failure: what was read does not hold. */
  readonly code = '40001';
  readonly tombstones: readonly Tombstone[];

  constructor(tombstones: readonly Tombstone[]) {
    super('A row that gave a value away was not deleted.');
    this.name = 'HolderStaysError';
    this.tombstones = tombstones;
  }
}
