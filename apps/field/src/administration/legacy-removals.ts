import { type FieldDatabase, removeAccountRows, removeProjectRow } from '@hq-field/field-adapter';
import type { AdministrationWrites } from './administration.ts';
import { asShown, fenced, lockAccount, lockProject } from './fenced.ts';
import { accountValues, projectValues } from './legacy-reads.ts';

/** The removal of a whole account and of a project. */
export function removals(field: FieldDatabase): Pick<AdministrationWrites, 'removeAccount' | 'removeProject'> {
  return {
    removeAccount: (account, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const accountId = await lockAccount(sql, account);
        await asShown(edit, accountValues(sql, account));
        await mayWrite();
        await removeAccountRows(sql, accountId);
      }),
    removeProject: (project, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const { id } = await lockProject(sql, project);
        await asShown(edit, projectValues(sql, project));
        await mayWrite();
        await removeProjectRow(sql, id);
      }),
  };
}
