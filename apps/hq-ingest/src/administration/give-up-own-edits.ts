import type { Queryable } from '../hq-db/connections.ts';

const added = (entity: string): string => `
  select e.record_id from administration_changes e join authorities w on w.account_id = e.account_id and w.epoch = e.epoch
  where e.account_id = $1::uuid and e.entity = '${entity}' and e.what = 'added'`;

/** Field may have it, whatever HQ has heard: it was sent, and not refused. */
const isOnItsWay = `(w.claimed_until is not null or w.attempts > 0) and w.refused_because is null`;

/**
 * Takes out what only HQ has made since the administration came to it, before it goes back to Field. What Field has as well comes again with
 * Field's state; what HQ has changed or removed is overwritten by it. A project on its way stays at HQ and goes on to Field, which may have it
 * already under HQ's id.
 */
export async function giveUpOwnEdits(sql: Queryable, accountId: string): Promise<void> {
  const of = [accountId];
  // What waits for Field is given up too. A change on its way that arrives late is captured by Field, which sends it back.
  await sql.unsafe(
    `delete from provisioning w where (w.entity = 'account' and w.record_id = $1::uuid)
       or (w.entity = 'project' and w.record_id in (
         select p.id from projects p where p.account_id = $1::uuid and (p.external_id is not null or not (${isOnItsWay}))))
       or (w.entity = 'project' and w.is_removed and w.record_id::text in (
         select record_id from administration_changes where account_id = $1::uuid and entity = 'project' and what = 'removed'))`,
    of,
  );
  await sql.unsafe(
    `delete from project_members m using projects p where p.id = m.project_id and p.account_id = $1::uuid
       and m.project_id || ':' || m.user_id in (${added('projectMember')})`,
    of,
  );
  await sql.unsafe(
    `delete from account_members m where m.account_id = $1::uuid and m.account_id || ':' || m.user_id in (${added('accountMember')})`,
    of,
  );
  await sql.unsafe(
    `delete from companies c where c.account_id = $1::uuid and c.external_id is null and c.id::text in (${added('company')})`,
    of,
  );
  await sql.unsafe(
    `delete from projects p where p.account_id = $1::uuid and p.external_id is null and p.id::text in (${added('project')})
       and not exists (select from provisioning w where w.entity = 'project' and w.record_id = p.id)`,
    of,
  );
}
