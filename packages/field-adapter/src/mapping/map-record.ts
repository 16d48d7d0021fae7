import type { Entity, EntityData } from '@hq-field/contracts';
import type { CanonicalRecords } from '../field-db/records.ts';
import { isContractKey } from './contract-key.ts';
import { mapAccount } from './map-account.ts';
import { mapAccountMember } from './map-account-member.ts';
import { mapCompany } from './map-company.ts';
import { mapProject } from './map-project.ts';
import { mapProjectCompany } from './map-project-company.ts';
import { mapProjectMember } from './map-project-member.ts';
import { mapUser } from './map-user.ts';
import type { Mapped, Refusal, Rule, UnknownWord } from './mapped.ts';

const mappings: { [E in Entity]: (row: CanonicalRecords[E]) => Mapped<E> } = {
  account: mapAccount,
  user: mapUser,
  company: mapCompany,
  accountMember: mapAccountMember,
  project: mapProject,
  projectCompany: mapProjectCompany,
  projectMember: mapProjectMember,
};

/** A record on its way: its state for the wire (null: it is gone, a tombstone), or the reason why it cannot go. */
export interface MappedRecord<E extends Entity = Entity> {
  entity: E;
  externalId: string;
  /** externalId of the account whose backfill sends it; null for people and for what belongs to no account. */
  account: string | null;
  data: EntityData[E] | null;
  refusal: Refusal | null;
  notes: readonly Rule[];
  unknownWords?: readonly UnknownWord[];
}

const unnameable: Refusal = {
  code: 'schema_refused',
  field: null,
  message: 'a guid of it is empty, or holds a blank, a colon, a "#" or anything else than visible ASCII: HQ cannot be told of it',
  blocker: null,
};

export function mapRecord<E extends Entity>(entity: E, row: CanonicalRecords[E]): MappedRecord<E> {
  const mapped = mappings[entity](row);
  const { notes, unknownWords } = mapped;
  const record = {
    entity,
    externalId: row.externalId,
    account: accountOf(entity, row),
    notes,
    ...(unknownWords.length > 0 && { unknownWords }),
  };
  if ('data' in mapped && !isContractKey(entity, row.externalId)) return { ...record, data: null, refusal: unnameable };
  return 'data' in mapped ? { ...record, data: mapped.data, refusal: null } : { ...record, data: null, refusal: mapped.refusal };
}

/** A record that Field does not have any more. */
export function goneRecord<E extends Entity>(entity: E, externalId: string): MappedRecord<E> {
  return { entity, externalId, account: null, data: null, refusal: null, notes: [] };
}

/** Whether Field has no such record, or deletes it: HQ is told to take it away. */
export function isGone({ data, refusal }: MappedRecord): boolean {
  return data === null && refusal === null;
}

function accountOf<E extends Entity>(entity: E, row: CanonicalRecords[E]): string | null {
  if (entity === 'account') return row.externalId;
  if (!('account' in row)) return null;
  return typeof row.account === 'string' ? row.account : (row.account?.externalId ?? null);
}
