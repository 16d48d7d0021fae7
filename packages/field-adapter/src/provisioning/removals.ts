import type { FieldSession } from '../field-db/open-field.ts';

// How Field's own application takes out a whole account or a project: what is removed is marked, and what hangs on it stays with it.

/** The account with its projects, and the logins of people who are in no other account and on no other's project. */
export async function removeAccountRows(sql: FieldSession, accountId: string): Promise<void> {
  await sql`
    update users u set deleted_at = now(), updated_at = now()
    where u.deleted_at is null
      and exists (select from account_users m where m.user_id = u.id and m.account_id = ${accountId} and m.deleted_at is null)
      and not exists (
        select from account_users m join accounts a on a.id = m.account_id and a.deleted_at is null
        where m.user_id = u.id and m.account_id <> ${accountId} and m.deleted_at is null)
      and not exists (
        select from contacts c join projects p on p.id = c.project_id and p.deleted_at is null
        where c.user_id = u.id and p.account_id <> ${accountId} and c.deleted_at is null)`;
  await sql`update projects set deleted_at = now(), updated_at = now() where account_id = ${accountId} and deleted_at is null`;
  await sql`update accounts set deleted_at = now(), updated_at = now() where id = ${accountId}`;
}

export async function removeProjectRow(sql: FieldSession, projectId: string): Promise<void> {
  await sql`update projects set deleted_at = now(), updated_at = now() where id = ${projectId}`;
}
