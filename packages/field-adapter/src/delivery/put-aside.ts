import { despiteDeadlocks } from '../field-db/despite-deadlocks.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import { unassignedAccount } from '../field-db/records.ts';
import type { MappedRecord } from '../mapping/map-record.ts';
import { touchKeys } from '../outbox/touches.ts';
import { quarantine, type Refused } from '../quarantine/quarantine.ts';

/** A refused record as quarantine keeps it. */
export function asRefused(record: MappedRecord): Refused {
  if (record.refusal === null) throw new Error('only a refused record goes into quarantine');
  return { entity: record.entity, externalId: record.externalId, account: record.account, refusal: record.refusal };
}

/** Puts records that were refused at a version into quarantine. */
export type PutAside = (version: number, refused: readonly Refused[]) => Promise<unknown>;

/**
 * Puts records of the live stream into quarantine. Those that were not there before are looked at once more: a refusal may come there after
 * the mended record reached HQ, or after the record is gone, because two senders may have one record in hand and one of them may sleep. The
 * second look claims, draws and reads after the entry stands; it keeps the entry or takes it away. One transaction: an entry that nobody
 * looks at again may be wrong for good.
 */
export async function putAside(field: FieldDatabase, version: number, refused: readonly Refused[]): Promise<void> {
  if (refused.length === 0) return;
  await despiteDeadlocks(() =>
    field.begin(async (sql) => {
      const aside = await quarantine(sql, version, refused);
      await touchKeys(sql, null, aside.map(addressed));
    }),
  );
}

/** A record of the outbox: people are nobody's, what has no account is of the unassigned unit. */
export function addressed(record: { entity: string; externalId: string; account?: string | null }) {
  return {
    entity: record.entity,
    externalId: record.externalId,
    account: record.entity === 'user' ? null : (record.account ?? unassignedAccount),
  };
}
