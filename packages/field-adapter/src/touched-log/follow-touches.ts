import type { FieldDatabase } from '../field-db/open-field.ts';
import { toFieldError } from '../field-db/field-error.ts';

/**
 * Begins to keep the keys of records that are put into the outbox, which forgets them when they are sent. A trigger on the outbox's own
 * table: only senders of the migration run it, no transaction of Field. It adds a key that is not there yet, and waits for nobody; a key may
 * so be there twice. May be repeated; capture must be installed, and takes the log away with it.
 */
export async function followTouches(field: FieldDatabase): Promise<void> {
  try {
    const [row] = await field<{ follows: boolean }[]>`select to_regclass('outbound.touched_log') is not null as follows`;
    if (row?.follows) return;
    await field.begin((sql) =>
      sql.unsafe(`
        select pg_advisory_xact_lock(hashtextextended('outbound.touched_log', 0));
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
        create or replace trigger log_touches after insert on outbound.touches
          referencing new table as inserted for each statement execute function outbound.log_touches();`),
    );
  } catch (error) {
    throw toFieldError(error);
  }
}
