import type { RecordKey } from '@hq-field/contracts';
import { despiteDeadlocks } from '../field-db/despite-deadlocks.ts';
import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { touch } from './touches.ts';
import { projectMembersOf, wholeAccounts, wholeProjects } from './touched-records.ts';

/** Puts every record of the accounts into the outbox: how an account is sent again. Returns how many were put. */
export async function touchAccounts(field: FieldDatabase, accounts: readonly string[]): Promise<number> {
  return inField(() =>
    despiteDeadlocks(() =>
      touch(field, null, wholeAccounts(field, field`select a.id from accounts a where a.guid = any(${[...accounts]}::bpchar[])`)),
    ),
  );
}

/** Puts the projects with everything on them into the outbox. */
export async function touchProjects(sql: FieldSession, projects: readonly string[]): Promise<void> {
  if (projects.length === 0) return;
  await touch(sql, null, wholeProjects(sql, sql`select p.id, p.account_id from projects p where p.guid = any(${[...projects]}::bpchar[])`));
}

/**
 * Called when HQ has taken deletions, before these are acknowledged. With a membership or an account HQ deletes what hangs on it and is older, also of a
 * project that is in another account by now and whose move HQ has not seen. So what Field has on projects that were once in such an account goes into
 * the outbox: of who is a member no more, what they are on them; of an account that is gone, everything.
 */
export async function touchMovedAway(field: FieldDatabase, gone: readonly RecordKey[]): Promise<void> {
  const accounts = gone.flatMap(({ entity, externalId }) => (entity === 'account' ? [externalId] : []));
  const members = gone.flatMap(({ entity, externalId }) => {
    const [account = '', person = ''] = externalId.split(':');
    return entity === 'accountMember' ? [{ account, person }] : [];
  });
  const left = [...new Set([...accounts, ...members.map(({ account }) => account)])];
  if (left.length === 0) return;
  await inField(async () => {
    const moved = await field<{ project: string; account: string }[]>`
      select row_id as project, name as account from outbound.former_names where entity = 'project' and name = any(${left}::text[])`;
    if (moved.length === 0) return;
    const projects = field`unnest(${moved.map(({ project }) => project)}::bigint[], ${moved.map(({ account }) => account)}::text[]) f (id, account)`;
    const onThem = field`
      select c.project_id, c.user_id
      from ${projects}
      join unnest(${members.map(({ account }) => account)}::text[], ${members.map(({ person }) => person)}::text[]) m (account, person) on m.account = f.account
      join outbound.logins l on l.person = m.person
      join contacts c on c.project_id = f.id and c.user_id = l.user_id`;
    const ofGoneAccounts = field`select p.id, p.account_id from ${projects} join projects p on p.id = f.id where f.account = any(${accounts}::text[])`;
    await despiteDeadlocks(() =>
      touch(field, null, field`${projectMembersOf(field, onThem)} union all ${wholeProjects(field, ofGoneAccounts)}`),
    );
  });
}
