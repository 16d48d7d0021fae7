import type { FieldSession } from '../field-db/open-field.ts';
import { unassignedAccount } from '../field-db/records.ts';
import { refreshPeople } from '../identity/people.ts';
import { changesOf, idsOf, put, type TakenChanges } from './changes.ts';
import { givenUp, keepFormerNames, touchWaitingUnderFormerName } from './former-names.ts';
import { unaddressed, usersOf } from './touched-records.ts';

/** Changes of logins: their people, and when a person became another one, every record that names the old or the new one. */
export async function resolveUsers(sql: FieldSession, taken: TakenChanges): Promise<void> {
  const changes = changesOf(taken, 'users');
  if (changes.length === 0) return;
  const identity = changes.filter((change) => change.what === 'row');
  const rows = [...new Set(idsOf(identity))];
  const moved = rows.length === 0 ? [] : await refreshPeople(sql, rows);
  put(sql, taken, usersOf(sql, sql`select unnest(${idsOf(changes)}::bigint[])`));
  if (rows.length === 0) return;
  const movers = moved.filter((login) => login.before !== login.after);
  const moves = movers.map(({ userId, before, after }) => ({ rowId: userId, before, after }));
  await keepFormerNames(sql, 'user', moves);
  await touchWaitingUnderFormerName(sql, taken.since, 'user', ['accountMember', 'projectMember'], moves);
  // A login that was or is a person of its own has its guid as key, whether it still is the canonical one or not.
  const own = sql`select l.user_id, l.guid from outbound.logins l where l.user_id = any(${[...rows, ...movers.map((login) => login.userId)]}::bigint[])`;
  const names = sql`
    select * from (${givenUp(sql, 'user', moves)}) g (user_id, person)
    union select l.user_id, l.person from outbound.logins l where l.user_id = any(${[...rows, ...movers.map((login) => login.userId)]}::bigint[]) and l.person is not null
    union ${own}`;
  // A conflict that came or went changes the person's record alone.
  const conflicts = moved.filter((login) => login.before === login.after).map((login) => login.userId);
  put(
    sql,
    taken,
    sql`
    select 'user', n.person, null::text from (${names}) n (user_id, person)
    union all ${usersOf(sql, sql`select unnest(${conflicts}::bigint[])`)}
    union all
    select 'accountMember', a.guid::text || ':' || n.person, a.guid::text
    from (${names}) n (user_id, person) join account_users m on m.user_id = n.user_id join accounts a on a.id = m.account_id
    union all
    select x.entity, x.parent || ':' || n.person, coalesce(a.guid::text, ${unassignedAccount})
    from (${names}) n (user_id, person) join contacts c on c.user_id = n.user_id join projects p on p.id = c.project_id left join accounts a on a.id = p.account_id
    cross join lateral (values ('projectMember', p.guid::text), ('accountMember', a.guid::text)) x (entity, parent)
    union all
    -- Whether a project has an administrator depends on the life of logins.
    select 'project', p.guid::text, coalesce(a.guid::text, ${unassignedAccount})
    from unnest(${rows}::bigint[]) u (id) join contacts c on c.user_id = u.id join projects p on p.id = c.project_id left join accounts a on a.id = p.account_id
    union all
    ${unaddressed(sql, 'account_users', sql`select m.id from unnest(${rows}::bigint[]) u (id) join account_users m on m.user_id = u.id`)}
    union all
    ${unaddressed(sql, 'contacts', sql`select c.id from unnest(${rows}::bigint[]) u (id) join contacts c on c.user_id = u.id`)}`,
  );
}
