import type postgres from 'postgres';
import type { FieldSession } from '../field-db/open-field.ts';

/**
 * Puts records into the outbox. `records` is a query of (entity, external_id, account): account is the externalId of the account whose
 * state decides about dropping, null for people. A record that waits already is not put twice. Without `capturedAt` nobody has changed them:
 * the migration looks at them once more, after what Field's users have changed. All are put in one order, so that statements which put the
 * same records wait for each other.
 */
export async function touch(sql: FieldSession, capturedAt: Date | null, records: postgres.Fragment): Promise<number> {
  const inserted = await sql`
    insert into outbound.touches (entity, external_id, account, captured_at, again)
    select r.entity, r.external_id, r.account, coalesce(${capturedAt}::timestamptz, clock_timestamp()), ${capturedAt === null}
    from (select distinct t.entity, t.external_id, t.account from (${records}) t (entity, external_id, account)) r
    where r.external_id is not null
    order by r.entity, r.external_id, r.account
    on conflict (entity, external_id, account) where claimed_by is null do update set again = false where touches.again and not excluded.again`;
  return inserted.count;
}

/** Puts named records into the outbox. */
export async function touchKeys(
  sql: FieldSession,
  capturedAt: Date | null,
  records: readonly { entity: string; externalId: string; account: string | null }[],
): Promise<number> {
  if (records.length === 0) return 0;
  return touch(
    sql,
    capturedAt,
    sql`select * from unnest(${records.map((record) => record.entity)}::text[], ${records.map((record) => record.externalId)}::text[], ${records.map((record) => record.account)}::text[])`,
  );
}
