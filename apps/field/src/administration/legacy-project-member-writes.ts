import { randomUUID } from 'node:crypto';
import type { FieldDatabase } from '@hq-field/field-adapter';
import type { AdministrationWrites } from './administration.ts';
import { asShown, companyId, fenced, lockProject, type Transaction } from './fenced.ts';
import { projectMemberValues } from './legacy-reads.ts';
import { administersToken, tokensOf } from './role-tokens.ts';
import { WriteRefusedError } from './write-refused-error.ts';

/** The people of a project. Who administers it stands in its own column once the roles are written, no longer among them. */
export function projectMemberWrites(
  field: FieldDatabase,
): Pick<AdministrationWrites, 'addProjectMember' | 'changeProjectMember' | 'removeProjectMember'> {
  return {
    addProjectMember: (project, { person, roles, projectAdmin, company }, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const { id, accountId } = await lockProject(sql, project);
        const userId = await newcomerId(sql, id, accountId, person);
        const companyOf = await companyId(sql, accountId, company);
        await mayWrite();
        await sql`
          insert into contacts (guid, project_id, user_id, company_id, roles, project_admin, status, created_at, updated_at)
          values (${randomUUID()}, ${id}, ${userId}, ${companyOf}, ${roles.join(',')}, ${projectAdmin === 'yes'}, 'active', now(), now())`;
      }),
    changeProjectMember: (project, person, { roles, projectAdmin, company }, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const { id, accountId } = await lockProject(sql, project);
        const { values: shown } = await asShown(edit, projectMemberValues(sql, project, person));
        const companyOf = await companyId(sql, accountId, company);
        const contacts = await sql<{ id: string; roles: string | null }[]>`
          select id, roles from contacts
          where project_id = ${id} and deleted_at is null and user_id = (select id from users where guid = ${person})`;
        const byRole = contacts.filter((contact) => tokensOf(contact.roles).includes(administersToken)).map((contact) => contact.id);
        const isAdminAsShown = projectAdmin === shown.projectAdmin;
        const isAsShown = isAdminAsShown && isSame(roles, shown.roles);
        await mayWrite();
        // What nobody touched stays as each row has it: who administers by a row that is disabled is not made an administrator again.
        const administers = isAdminAsShown ? sql`(id = any(${byRole}::bigint[]) or project_admin)` : sql`${projectAdmin === 'yes'}`;
        await sql`
          update contacts set ${isAsShown ? sql`` : sql`roles = ${roles.join(',')}, project_admin = ${administers},`}
            ${company === shown.company ? sql`` : sql`company_id = ${companyOf},`} updated_at = now()
          where id = any(${contacts.map((contact) => contact.id)}::bigint[]) and deleted_at is null`;
      }),
    removeProjectMember: (project, person, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const { id } = await lockProject(sql, project);
        await asShown(edit, projectMemberValues(sql, project, person));
        await mayWrite();
        await sql`
          update contacts set deleted_at = now(), updated_at = now()
          where project_id = ${id} and deleted_at is null and user_id = (select id from users where guid = ${person})`;
      }),
  };
}

/** Whether both are the same roles, in whatever order. */
const isSame = (roles: readonly string[], others: readonly string[]): boolean =>
  new Set(roles).symmetricDifference(new Set(others)).size === 0;

async function newcomerId(sql: Transaction, projectId: string, accountId: string, person: string): Promise<string> {
  const [row] = await sql<{ id: string; there: boolean }[]>`
    select u.id, exists (select from contacts c where c.project_id = ${projectId} and c.user_id = u.id and c.deleted_at is null) as there
    from users u join account_users m on m.user_id = u.id and m.deleted_at is null and m.account_id = ${accountId}
    where u.guid = ${person} and u.deleted_at is null limit 1`;
  if (row === undefined || row.there)
    throw new WriteRefusedError(
      { code: 'invalid', field: 'person' },
      row === undefined
        ? 'This person is not in the account. Choose another one, or add the person to the account first.'
        : 'This person is on the project already. Edit the person instead.',
    );
  return row.id;
}
