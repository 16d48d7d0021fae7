import type { Queryable } from '../hq-db/connections.ts';
import { mayBeInField } from '../provisioning/outbox.ts';
import { forgetStrangers } from './people-of-account.ts';

/** HQ's ids of what administrators have added since the administration came to HQ; of a join those of both parents. */
const added = (entity: string): string => `
  select e.record_id from administration_changes e join authorities w on w.account_id = e.account_id and w.epoch = e.epoch
  where e.account_id = $1::uuid and e.entity = '${entity}' and e.what = 'added'`;

/** A project that administrators have added and Field does not have, as far as HQ has heard. */
const isAddedProject = `p.account_id = $1::uuid and p.external_id is null and p.id::text in (${added('project')})`;

// In this order: what is taken out of the outbox says which projects go.
const statements = {
  'edits of the account, which wait for Field': `
    delete from provisioning w using accounts a
    where w.entity = 'account' and w.record_id = a.id and a.id = $1::uuid and a.external_id is not null`,
  'edits of projects, which wait for Field': `
    delete from provisioning w using projects p
    where w.entity = 'project' and w.record_id = p.id and p.account_id = $1::uuid and p.external_id is not null`,
  'removals of projects, which wait for Field': `
    delete from provisioning w
    where w.entity = 'project' and w.is_removed and w.record_id::text in (
      select e.record_id from administration_changes e where e.account_id = $1::uuid and e.entity = 'project' and e.what = 'removed')`,
  'new projects that Field cannot have': `
    delete from provisioning w using projects p
    where w.entity = 'project' and w.record_id = p.id and ${isAddedProject} and not ${mayBeInField}`,
  'those projects themselves': `
    delete from projects p
    where ${isAddedProject} and not exists (select from provisioning w where w.entity = 'project' and w.record_id = p.id)`,
  'who has come to projects': `
    delete from project_members m using projects p
    where p.id = m.project_id and p.account_id = $1::uuid and m.project_id || ':' || m.user_id in (${added('projectMember')})`,
  'who has come to the account': `
    delete from account_members m where m.account_id = $1::uuid and m.account_id || ':' || m.user_id in (${added('accountMember')})`,
  'new companies': `
    delete from companies c where c.account_id = $1::uuid and c.external_id is null and c.id::text in (${added('company')})`,
};

/**
 * Takes out what administrators have made at HQ alone since the administration came to it, before it goes back to Field, and the people whom they
 * have added and who are in nothing else. What Field has as well comes again with Field's state; what HQ has changed or removed is overwritten by it,
 * and one of these that arrives late is captured by Field, which sends it back. What stays at HQ and goes on to Field: a project that Field may have
 * already under HQ's id; and what is no edit of administrators, an account that Field does not have yet and projects that came with a trial or from
 * HQ's own people.
 */
export async function giveUpOwnEdits(sql: Queryable, accountId: string): Promise<void> {
  for (const statement of Object.values(statements)) await sql.unsafe(statement, [accountId]);
  const came = await sql.unsafe<{ id: string }[]>(
    `select distinct split_part(m.record_id, ':', 2) as id from (${added('accountMember')}) m`,
    [accountId],
  );
  await forgetStrangers(
    sql,
    came.map(({ id }) => id),
  );
}
