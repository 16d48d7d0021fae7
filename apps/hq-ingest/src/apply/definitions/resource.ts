import type { Entity } from '@hq-field/contracts';
import type { RejectedCode } from '../outcomes.ts';
import type { StoredField } from './stored-field.ts';

/** A value that no two rows of HQ share. */
interface UniqueValue<Data> {
  /** Field of the contract that it is made of. */
  field: string;
  /** Its key column. */
  column: string;
  /** Code of a true clash. */
  taken: RejectedCode;
  /** The key; null when the record claims none. */
  key(data: Data): string | null;
}

/** An entity whose rows carry an external_id: account, user, company, project. */
export interface Resource<Data> {
  entity: Entity;
  table: string;
  stored: readonly StoredField[];
  /** Unique values, strongest first: the first one decides which HQ row is adopted. */
  uniqueValues: readonly UniqueValue<Data>[];
  /** externalId of the account it belongs to; its unique values are unique in that account. */
  account?(data: Data): string;
  /** HQ's own id, when Field knows it, as HQ writes it: a GUID may come in capitals. */
  hqId?(data: Data): string | null;
  /** externalIds of the records it unites. */
  formerly?(data: Data): readonly string[];
}
