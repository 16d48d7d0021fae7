import type { Entity, RecordKey } from '@hq-field/contracts';
import type { JoinRow } from './join.ts';

export interface MissingParent {
  field: string;
  key: RecordKey;
}

/** The parent, when HQ lacks it. */
export function parent(field: string, entity: Entity, externalId: string, id: string | null): MissingParent[] {
  return id === null ? [{ field, key: { entity, externalId } }] : [];
}

/** The company, when HQ lacks it or has it in another account: its move has not arrived yet. */
export function companyOfAccount(externalId: string | null, row: JoinRow): MissingParent[] {
  if (externalId === null) return [];
  const isThere = row.companyId !== null && (row.accountId === null || row.companyAccountId === row.accountId);
  return isThere ? [] : [{ field: 'company', key: { entity: 'company', externalId } }];
}
