import { failpoint } from '@hq-field/failpoints';
import { despiteDeadlocks } from '../field-db/despite-deadlocks.ts';
import { hqIdOf } from '../field-db/hq-id-column.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import type { MappedRecord } from '../mapping/map-record.ts';
import { formerGuid } from '../outbox/former-names.ts';
import { touchKeys } from '../outbox/touches.ts';
import type { Refused } from '../quarantine/quarantine.ts';
import { addressed } from './put-aside.ts';
import { hqIdColumns } from './write-back.ts';

/**
 * A row that got another guid is another record, and still has HQ's id of the record that it was: HQ refuses it for that, with or without a tombstone of the
 * old one. The id is taken out of such rows, and they go into the outbox: HQ gives them ids of their own. Capture does not mistake this for a change.
 */
export async function forgetIdsOfFormerGuids(
  field: FieldDatabase,
  batch: readonly MappedRecord[],
  rejected: readonly Refused[],
): Promise<void> {
  for (const entity of ['account', 'project'] as const) {
    const refused = rejected.filter((one) => one.entity === entity && ['hq_id_taken', 'hq_id_unknown'].includes(one.refusal.code));
    if (refused.length === 0) continue;
    const sent = new Map(batch.filter((record) => record.entity === entity).map((record) => [record.externalId, record.data]));
    const idOf = (externalId: string) => {
      const data = sent.get(externalId) ?? null;
      return data !== null && 'hqId' in data ? data.hqId : null;
    };
    const { table, column } = hqIdColumns[entity];
    const forget = async (sql: FieldSession) => {
      // As in writing back: no customer's transaction waits for this for long, and this waits for none. What is passed over is refused again.
      await sql`select set_config('outbound.write_back', 'on', true), set_config('idle_in_transaction_session_timeout', '1s', true)`;
      const named = sql`
        select t.id, t.guid::text as guid
        from unnest(
          ${refused.map(({ externalId }) => externalId)}::bpchar[], ${refused.map(({ externalId }) => idOf(externalId))}::text[],
          ${refused.map(({ refusal }) => refusal.blocker?.externalId ?? null)}::text[]) w (guid, hq_id, holder)
        join ${sql(table)} t on t.guid = w.guid and ${hqIdOf(sql, sql`t.${sql(column)}`)} = w.hq_id
        join outbound.former_names f on f.entity = ${formerGuid[entity]} and f.row_id = t.id and f.name = coalesce(w.holder, f.name) and f.name <> t.guid::text`;
      const renamed = await sql<{ guid: string }[]>`${named}`;
      if (renamed.length === 0) return;
      await sql`
        with free as (
          select t.id from ${sql(table)} t where t.id in (select n.id from (${named}) n) order by t.id for no key update skip locked
        )
        update ${sql(table)} t set ${sql(column)} = null from free where t.id = free.id`;
      if (failpoint) await failpoint('write-back:before-commit');
      const guids = new Set(renamed.map(({ guid }) => guid));
      await touchKeys(sql, null, refused.filter(({ externalId }) => guids.has(externalId)).map(addressed));
    };
    await despiteDeadlocks(() => field.begin(forget));
  }
}
