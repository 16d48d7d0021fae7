import type { FieldDatabase } from '@hq-field/field-adapter';
import type { AdministrationWrites } from './administration.ts';
import { asShown, fenced, lockAccount, lockProject } from './fenced.ts';
import { accountValues, projectValues } from './legacy-reads.ts';

/** The removal of a whole account and of a project, as Rails does it: what is removed is marked, what hangs on it stays with it. */
export function removals(field: FieldDatabase): Pick<AdministrationWrites, 'removeAccount' | 'removeProject'> {
  return {
    removeAccount: (account, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const accountId = await lockAccount(sql, account);
        await asShown(edit, accountValues(sql, account));
        await mayWrite();
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
      }),
    removeProject: (project, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const { id } = await lockProject(sql, project);
        await asShown(edit, projectValues(sql, project));
        await mayWrite();
        await sql`update projects set deleted_at = now(), updated_at = now() where id = ${id}`;
      }),
  };
}
