import { type Entity, entityNames, type RecordKey } from '@hq-field/contracts';
import { failpoint } from '@hq-field/failpoints';
import { lookUpByIndex } from '../field-db/by-index.ts';
import { readRecords } from '../field-db/read-records.ts';
import { goneRecord, isGone, mapRecord, type MappedRecord } from '../mapping/map-record.ts';
import { drawVersion } from '../outbox/versions.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import type { DeliveryContext } from './delivery-context.ts';
import { addressed } from './put-aside.ts';

/** Draws a version, unless one is `drawn`, and then reads. The two may never be swapped: a read from before the draw could miss a change
 * that a send with a lower version had claimed, and would win over it.
 *
 * A record of a planned account is remembered before it is sent ahead of its backfill, because from then on its changes may not be
 * dropped. That mark, too, must stand before the read: so when a read finds records that are not marked, it is done once more. The same
 * holds of a record that is refused there, since HQ may have it from the account that it left; and of a deletion of a record that only HQ has
 * asked for (`named`): nobody has looked at its account's state. */
export async function readFresh(
  context: DeliveryContext,
  keys: readonly RecordKey[],
  { named = () => false, drawn }: { named?: (record: MappedRecord) => boolean; drawn?: number } = {},
): Promise<{ version: number; records: MappedRecord[] }> {
  for (let version = drawn; ; version = undefined) {
    version ??= await drawVersion(context.field);
    if (failpoint) await failpoint('relay:after-version');
    const records = await readCurrent(context, keys);
    if (failpoint) await failpoint('relay:after-read');
    if (await markSentAhead(context, records, named)) continue;
    return { version, records };
  }
}

/** Current state of the named records, without a version: to look, never to send. */
export async function readCurrent(context: Pick<DeliveryContext, 'field'>, keys: readonly RecordKey[]): Promise<MappedRecord[]> {
  const byEntity = new Map<Entity, Set<string>>();
  for (const { entity, externalId } of keys) {
    const set = byEntity.get(entity) ?? new Set();
    byEntity.set(entity, set.add(externalId));
  }
  return new Promise((resolve, reject) => {
    const reading = context.field.begin('read only', async (sql) => {
      // Dependency order, so that a batch that is cut still has parents before children. All is asked in one round trip, with BEGIN.
      const [, ...records] = await Promise.all([
        lookUpByIndex(sql),
        ...entityNames.map((entity) => readOf(sql, entity, [...(byEntity.get(entity) ?? [])].sort())),
      ]);
      // Nobody waits for the end of a transaction that changes nothing.
      resolve(records.flat());
    });
    reading.catch(reject);
  });
}

async function readOf(sql: FieldSession, entity: Entity, keys: readonly string[]): Promise<MappedRecord[]> {
  const found = await readRecords(sql, entity, keys);
  return keys.map((externalId) => {
    const row = found.get(externalId);
    return row === undefined ? goneRecord(entity, externalId) : mapRecord(entity, row);
  });
}

/** Remembers records of planned accounts, and deletions that only HQ has asked for; true when one of them was not remembered before. */
async function markSentAhead(
  { field, states }: DeliveryContext,
  records: readonly MappedRecord[],
  named: (record: MappedRecord) => boolean,
): Promise<boolean> {
  const accountOf = (record: MappedRecord) => (isGone(record) ? null : addressed(record).account);
  const known = await states.look([...new Set(records.flatMap((record) => accountOf(record) ?? []))]);
  const isPlanned = (account: string | null) => account !== null && (known.get(account) ?? 'planned') === 'planned';
  const ahead = records.filter((record) => (isGone(record) ? named(record) : isPlanned(accountOf(record))));
  return rememberSentAhead(field, ahead);
}

/** Remembers that records of planned accounts are sent ahead of their backfill: their changes are not dropped from now on. True when one of them was new. */
export async function rememberSentAhead(field: FieldDatabase, records: readonly RecordKey[]): Promise<boolean> {
  if (records.length === 0) return false;
  const marked = await field`
    insert into outbound.sent_ahead (entity, external_id)
    select * from unnest(${records.map((record) => record.entity)}::text[], ${records.map((record) => record.externalId)}::text[])
    on conflict do nothing`;
  return marked.count > 0;
}
