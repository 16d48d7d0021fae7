import { countByKeeper } from '../authority/who-keeps.ts';
import type { FieldSession } from '../field-db/open-field.ts';

// How Field's own application takes out a whole account or a project: what is removed is marked, and what hangs on it stays with it.

/**
 * The account with its projects, and the logins of people who are in no other account and on no other's project. While HQ keeps another
 * account all logins stay: who is added to one at HQ stands in no table of Field.
 */
export async function removeAccountRows(sql: FieldSession, accountId: string): Promise<void> {
  await removeLoginsOf(sql, accountId);
  await sql`update projects set deleted_at = now(), updated_at = now() where account_id = ${accountId} and deleted_at is null`;
  await sql`update accounts set deleted_at = now(), updated_at = now() where id = ${accountId}`;
}

async function removeLoginsOf(sql: FieldSession, accountId: string): Promise<void> {
  const ofNobodyElse = sql`
    u.deleted_at is null
    and exists (select from account_users m where m.user_id = u.id and m.account_id = ${accountId} and m.deleted_at is null)
    and not exists (
      select from account_users m join accounts a on a.id = m.account_id and a.deleted_at is null
      where m.user_id = u.id and m.account_id <> ${accountId} and m.deleted_at is null)
    and not exists (
      select from contacts c join projects p on p.id = c.project_id and p.deleted_at is null
      where c.user_id = u.id and p.account_id <> ${accountId} and c.deleted_at is null)`;
  // Whoever adds one of them elsewhere just now holds the login: what that has written is seen only by looking again.
  const logins = await sql<{ id: string }[]>`select u.id from users u where ${ofNobodyElse} order by u.id for update`;
  if (logins.length === 0 || (await countByKeeper(sql, accountId)).hq > 0) return;
  await sql`
    update users u set deleted_at = now(), updated_at = now()
    where u.id = any(${logins.map(({ id }) => id)}::bigint[]) and ${ofNobodyElse}`;
}

/**
 * Keeps a login that is about to be added somewhere from going with another account, for the rest of the transaction. False: it has gone
 * just now.
 */
export async function holdLogin(sql: FieldSession, id: string): Promise<boolean> {
  return (await sql`select from users where id = ${id} and deleted_at is null for key share`).length > 0;
}

export async function removeProjectRow(sql: FieldSession, projectId: string): Promise<void> {
  await sql`update projects set deleted_at = now(), updated_at = now() where id = ${projectId}`;
}
