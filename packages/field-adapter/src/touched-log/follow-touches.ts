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
 * nobody can say what was changed until then.
 */
export async function followTouches(field: FieldDatabase, onBegin: () => Promise<void> = async () => {}): Promise<void> {
  if (await follows(field)) return;
  await onBegin();
  await inField(() => field`select outbound.follow_touches()`);
}

async function follows(field: FieldDatabase): Promise<boolean> {
  const [row] = await inField(
    () => field<{ follows: boolean }[]>`
      select exists (select from pg_trigger where tgrelid = to_regclass('outbound.touches') and tgname = 'log_touches') as follows`,
  );
  return row?.follows === true;
}
