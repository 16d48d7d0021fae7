import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';

/**
 * Where keys of records that are put into the outbox are kept, because it forgets them when they are sent; nothing is kept before `followTouches`.
 * A trigger on the outbox's own table: only senders of the migration run it, no transaction of Field. It adds a key that is not there yet, and
 * waits for nobody; a key may so be there twice. Whoever follows need not own the outbox. Idempotent; part of what `install` adds to Field.
 */
export async function createTouchedLog(sql: FieldSession): Promise<void> {
  await sql.unsafe(`
    create table if not exists outbound.touched_log (
      id bigint generated always as identity primary key,
      entity text not null,
      external_id text collate "C" not null,
      account text collate "C"
    );
    create index if not exists touched_log_record on outbound.touched_log (external_id, entity);
    create or replace function outbound.log_touches() returns trigger language plpgsql as $$
    begin
      insert into outbound.touched_log (entity, external_id, account)
      select distinct t.entity, t.external_id, t.account
      from inserted t
      where not exists (
        select from outbound.touched_log l
        where l.external_id = t.external_id and l.entity = t.entity and l.account is not distinct from t.account
      );
      return null;
    end $$;
    create or replace function outbound.follow_touches() returns void language plpgsql security definer set search_path = '' as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended('outbound.touched_log', 0));
      create or replace trigger log_touches after insert on outbound.touches
        referencing new table as inserted for each statement execute function outbound.log_touches();
    end $$;`);
}

/**
 * Begins to keep them, unless they are kept already; capture must be installed, and takes the log away with it. `onBegin` comes before the first key:
 * nobody can say what was changed until then. A table that was truncated is no more seen than that, so it begins anew.
 */
export async function followTouches(field: FieldDatabase, onBegin: () => Promise<void> = async () => {}): Promise<void> {
  const { isFollowed, truncatedAt } = await standing(field);
  if (isFollowed && truncatedAt === null) return;
  await onBegin();
  await inField(async () => {
    if (truncatedAt !== null) await field`update outbound.truncations set noted = true where at <= ${truncatedAt}::text::timestamptz`;
    if (!isFollowed) await field`select outbound.follow_touches()`;
  });
}

/** Keeps them no more: what was kept says nothing of changes that capture did not see. Whoever follows next begins anew. */
export async function stopFollowing(sql: FieldSession): Promise<void> {
  await inField(() => sql`drop trigger if exists log_touches on outbound.touches`);
}

/** Whether they are kept, and the last truncation that is not noted, as text: a Date has no microseconds. An older install notes none. */
async function standing(field: FieldDatabase): Promise<{ isFollowed: boolean; truncatedAt: string | null }> {
  const [row] = await inField(
    () => field<{ isFollowed: boolean; truncatedAt: string | null }[]>`
      select exists (select from pg_trigger where tgrelid = to_regclass('outbound.touches') and tgname = 'log_touches') as "isFollowed",
        (select max(at)::text from outbound.truncations t where to_jsonb(t) ->> 'noted' = 'false') as "truncatedAt"`,
  );
  if (row === undefined) throw new Error('a query without rows');
  return row;
}
