// Logins as a session has read them: every round of a watch needs all of them, and few have changed since the round before.
import { login, toldByLogin } from './parts/login.ts';
import type { Snapshot } from './snapshot.ts';

const { table } = login;
/** One row: every transaction below `all_before` had ended when the table of logins was true. */
const seen = `${table}_seen`;

/** Whether the session has a table of logins from a snapshot before. */
export async function hasLogins(snapshot: Snapshot): Promise<boolean> {
  const [found] = await snapshot.read(`select to_regclass('pg_temp.${seen}')::text as name`);
  return Boolean(found?.name);
}

/** Makes the table of logins as the part does. */
export async function fillLogins(snapshot: Snapshot): Promise<void> {
  await snapshot.run(`
    create temp table ${table} with (fillfactor = 90) as ${login.select('all', true)};
    alter table ${table} add primary key (id);
    analyze ${table} (${login.joinedBy});
    create temp table ${seen} as select pg_snapshot_xmin(pg_current_snapshot())::xid as all_before, null::bigint[] as changed, 0::bigint as living`);
}

/**
 * Makes the table what the part would make it in this snapshot, and cleans the text of changed rows alone. A version of a row that came after the
 * snapshot before was written by a transaction that had not ended then. A row that is gone without a trace is missed by number.
 */
export async function refreshLogins(snapshot: Snapshot): Promise<void> {
  await snapshot.run(`
    update ${seen} set (all_before, changed, living) = (
      select pg_snapshot_xmin(pg_current_snapshot())::xid, array_agg(id) filter (where age(u.xmin) <= age(all_before)), count(*) filter (where deleted_at is null)
      from users u
    );
    insert into ${table} as k
    select id, ${toldByLogin} from users where id in (select unnest(changed) from ${seen}) and deleted_at is null
    on conflict (id) do update set (uid, email_key) = (excluded.uid, excluded.email_key)
      where (k.uid, k.email_key) is distinct from (excluded.uid, excluded.email_key);
    delete from ${table} where id in (select id from users where id in (select unnest(changed) from ${seen}) and deleted_at is not null);
    delete from ${table} k
    where (select count(*) from ${table}) <> (select living from ${seen})
      and not exists (select from users u where u.id = k.id and u.deleted_at is null)`);
}
