import type { MappedRecord } from '../mapping/map-record.ts';
import type { Refused } from '../quarantine/quarantine.ts';

/** A refused record as quarantine keeps it. */
export function asRefused(record: MappedRecord): Refused {
  if (record.refusal === null) throw new Error('only a refused record goes into quarantine');
  return { entity: record.entity, externalId: record.externalId, account: record.account, refusal: record.refusal };
}

/** A record of the outbox: people are nobody's, what has no account is of the unassigned unit. */
export function addressed(record: { entity: string; externalId: string; account?: string | null }) {
  return {
    entity: record.entity,
    externalId: record.externalId,
    account: record.entity === 'user' ? null : (record.account ?? 'unassigned'),
  };
}
