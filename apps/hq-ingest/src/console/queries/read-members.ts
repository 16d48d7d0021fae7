import type { Queryable } from '../../hq-db/connections.ts';
import { type ListPage, listPage, rowsPerPage } from '../list-page.ts';

interface MemberLine {
  /** HQ's id of the user. */
  id: string;
  name: string | null;
  email: string;
  status: string;
  company: string | null;
}

export interface AccountMemberLine extends MemberLine {
  role: string;
}

export interface ProjectMemberLine extends MemberLine {
  accessLevel: string;
  roles: string[];
  /** `field:admin` */
  services: string[];
}

const person = `u.id, nullif(concat_ws(' ', u.first_name, u.last_name), '') as name, u.email, m.status, c.name as company`;
const afterCursor = (parameter: number) =>
  `(not exists (select from users where id = $${parameter}::uuid)
     or (lower(u.email), u.id) > (select lower(email), id from users where id = $${parameter}::uuid))`;

/** People of an account, by e-mail. */
export async function readAccountMembers(
  sql: Queryable,
  { accountId, after }: { accountId: string; after: string | null },
): Promise<ListPage<AccountMemberLine>> {
  const rows = await sql.unsafe<AccountMemberLine[]>(
    `select ${person}, m.role from account_members m join users u on u.id = m.user_id left join companies c on c.id = m.company_id
     where m.account_id = $1::uuid and ${afterCursor(2)} order by lower(u.email), u.id limit $3`,
    [accountId, after, rowsPerPage + 1],
  );
  return listPage(rows);
}

/** People of a project, by e-mail, with their roles and services. */
export async function readProjectMembers(
  sql: Queryable,
  { projectId, after }: { projectId: string; after: string | null },
): Promise<ListPage<ProjectMemberLine>> {
  const rows = await sql.unsafe<ProjectMemberLine[]>(
    `select ${person}, m.access_level as "accessLevel", to_json(m.roles) as roles, to_json(m.services) as services
     from project_members m join users u on u.id = m.user_id left join companies c on c.id = m.company_id
     where m.project_id = $1::uuid and ${afterCursor(2)} order by lower(u.email), u.id limit $3`,
    [projectId, after, rowsPerPage + 1],
  );
  return listPage(rows);
}
