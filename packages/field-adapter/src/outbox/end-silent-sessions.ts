import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';

/** How long a session may wait for its process in the middle of a statement, in seconds. */
const mostSilentSeconds = 10;

/**
 * Ends sessions of ours whose process fell asleep in the middle of a statement: its client had it described, and did not say yet with
 * what to run it. PostgreSQL takes that for a statement at work, so no limit of idle transactions ends it, and until the process woke
 * nobody could resolve changes. Sessions that only read, as walks do, hold nothing that anybody waits for, and stay. Returns how many ended.
 */
export async function endSilentSessions(field: FieldDatabase, silentSeconds = mostSilentSeconds): Promise<number> {
  const ended = await inField(
    () => field`
    select pg_terminate_backend(a.pid)
    from pg_stat_activity a
    where a.datname = current_database() and a.usename = current_user and a.application_name = current_setting('application_name')
      and a.pid <> pg_backend_pid() and a.state = 'active' and a.wait_event = 'ClientRead'
      and a.state_change < clock_timestamp() - make_interval(secs => ${silentSeconds})
      and exists (
        select from pg_locks l where l.pid = a.pid and l.granted and (l.locktype = 'advisory' or l.mode = 'RowExclusiveLock')
      )`,
  );
  return ended.count;
}
