import type { Access, AccountAccess, ProjectAccess } from './administration.ts';
import type { FieldSession } from './field-session.ts';
import { signsIn } from '../sign-in/logins.ts';
import { administersToken, tokensOf } from './role-tokens.ts';
import { isInactive, word } from './stored-words.ts';

const namesAtMost = 10;

/** What a person may do with an account: its administrators edit it, its other members read. */
export async function accountAccess(sql: FieldSession, person: string, account: string): Promise<AccountAccess | null> {
  const [row] = await sql<{ id: string }[]>`select id from accounts where guid = ${account} and deleted_at is null`;
  if (row === undefined) return null;
  const { access, administrators } = await ofAccount(sql, person, row.id);
  return { account, access, administrators, epoch: 0 };
}

/** What a person may do with a project: its administrators and those of its account edit it; people on it and in its account read. */
export async function projectAccess(sql: FieldSession, person: string, project: string): Promise<ProjectAccess | null> {
  const [row] = await sql<{ id: string; accountId: string; account: string }[]>`
    select p.id, a.id as "accountId", a.guid::text as account from projects p join accounts a on a.id = p.account_id and a.deleted_at is null
    where p.guid = ${project} and p.deleted_at is null`;
  if (row === undefined) return null;
  const [inAccount, contacts] = await Promise.all([
    ofAccount(sql, person, row.accountId),
    sql<{ guid: string; name: string | null; admin: boolean; roles: string | null }[]>`
      select u.guid::text as guid, coalesce(nullif(btrim(concat_ws(' ', u.first_name, u.last_name)), ''), u.email) as name,
        coalesce(c.project_admin, false) as admin, c.roles
      from contacts c join users u on u.id = c.user_id and ${signsIn(sql)}
      where c.project_id = ${row.id} and c.deleted_at is null and not ${isInactive(sql, sql`c.status`)}
        and (u.guid = ${person} or c.project_admin or ${word(sql, sql`c.roles`)} like '%project%admin%') order by c.id`,
  ]);
  const own = contacts.filter(({ guid }) => guid === person);
  const administers = (contact: { admin: boolean; roles: string | null }) =>
    contact.admin || tokensOf(contact.roles).includes(administersToken);
  const edits = inAccount.access === 'admin' || own.some(administers);
  const access: Access | null = edits ? 'admin' : own.length > 0 ? 'member' : inAccount.access;
  const named = [...contacts.filter(administers).map(({ name }) => name ?? ''), ...inAccount.administrators].filter((name) => name !== '');
  return { project, account: row.account, access, administrators: [...new Set(named)].slice(0, namesAtMost), epoch: 0 };
}

async function ofAccount(sql: FieldSession, person: string, accountId: string): Promise<Omit<AccountAccess, 'account' | 'epoch'>> {
  const rows = await sql<{ mine: boolean; admin: boolean; name: string | null }[]>`
    select u.guid = ${person} as mine, ${word(sql, sql`m.role`)} = 'admin' as admin,
      coalesce(nullif(btrim(concat_ws(' ', u.first_name, u.last_name)), ''), u.email) as name
    from account_users m join users u on u.id = m.user_id and ${signsIn(sql)}
    where m.account_id = ${accountId} and m.deleted_at is null and not ${isInactive(sql, sql`m.status`)}
      and (u.guid = ${person} or ${word(sql, sql`m.role`)} = 'admin') order by m.id`;
  const own = rows.filter(({ mine }) => mine);
  const administrators = rows.filter(({ admin }) => admin).map(({ name }) => name ?? '');
  return {
    access: own.some(({ admin }) => admin) ? 'admin' : own.length > 0 ? 'member' : null,
    administrators: [...new Set(administrators.filter((name) => name !== ''))].slice(0, namesAtMost),
  };
}
