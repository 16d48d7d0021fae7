import type { ApplyBatchOutput } from '@hq-field/contracts';
import { failpoint } from '@hq-field/failpoints';
import { hqIdOf } from '../field-db/hq-id-column.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import type { MappedRecord } from '../mapping/map-record.ts';
import { touchRecords } from '../outbox/touch-records.ts';
import { addressed } from './put-aside.ts';

/** Where Field keeps HQ's ids. */
export const hqIdColumns = {
  account: { table: 'accounts', column: 'hq_account_identifier' },
  project: { table: 'projects', column: 'hq_identifier' },
} as const;

/**
 * Writes HQ's ids of accounts and projects into Field's columns. Capture does not mistake that for a change. A row that somebody
 * works on is passed over and comes again through the outbox: no customer's transaction waits for this, and this waits for none.
 * An id that somebody wrote since the record was read stays: it is a captured change, and HQ says what it thinks of it.
 */
export async function writeBackHqIds(
  field: FieldDatabase,
  batch: readonly MappedRecord[],
  hqIds: ApplyBatchOutput['hqIds'],
): Promise<void> {
  if (hqIds.length === 0) return;
  const known = new Map(
    batch.map((record) => [
      `${record.entity} ${record.externalId}`,
      record.data !== null && 'hqId' in record.data ? record.data.hqId : null,
    ]),
  );
  const news = hqIds.filter((one) => known.get(`${one.entity} ${one.externalId}`) !== one.hqId);
  for (const entity of ['account', 'project'] as const) {
    const ids = news.filter((one) => one.entity === entity);
    if (ids.length === 0) continue;
    const { table, column } = hqIdColumns[entity];
    const missed = await field.begin(async (sql) => {
      // These are rows of customers: should this process fall asleep here, nobody waits for it longer than a second.
      await sql`select set_config('outbound.write_back', 'on', true), set_config('idle_in_transaction_session_timeout', '1s', true)`;
      const read = ids.map((one) => known.get(`${one.entity} ${one.externalId}`) ?? null);
      const wanted = sql`select * from unnest(${ids.map((one) => one.externalId)}::bpchar[], ${ids.map((one) => one.hqId)}::bpchar[], ${read}::text[]) as w (guid, hq_id, read)`;
      const isAsRead = sql`${hqIdOf(sql, sql`t.${sql(column)}`)} is not distinct from w.read`;
      await sql`
        with free as (
          select t.id, w.hq_id from ${sql(table)} t join (${wanted}) w on w.guid = t.guid
          where t.${sql(column)} is distinct from w.hq_id and ${isAsRead} order by t.id for no key update of t skip locked
        )
        update ${sql(table)} t set ${sql(column)} = f.hq_id from free f where t.id = f.id`;
      if (failpoint) await failpoint('write-back:before-commit');
      return sql<{ externalId: string }[]>`
        select t.guid::text as "externalId" from ${sql(table)} t join (${wanted}) w on w.guid = t.guid
        where t.${sql(column)} is distinct from w.hq_id and ${isAsRead}`;
    });
    const accountOf = new Map(batch.filter((record) => record.entity === entity).map((record) => [record.externalId, record.account]));
    await touchRecords(
      field,
      missed.map(({ externalId }) => addressed({ entity, externalId, account: accountOf.get(externalId) ?? null })),
    );
  }
}
