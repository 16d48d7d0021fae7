import type { Project } from '@hq-field/contracts';
import { project } from '../../apply/definitions/project.ts';
import { readable } from '../../apply/definitions/stored-field.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Identity } from '../identity.ts';

export interface ProjectRecord extends Omit<Project, 'hqId' | 'account'> {
  id: string;
  externalId: string | null;
  account: { id: string; name: string; externalId: string | null };
  /** What whoever looks is in the project's account. */
  accountRole: 'account_admin' | 'account_user' | null;
  /** Whether whoever looks is on the project. */
  isMember: boolean;
}

const fields = project.stored.map((field) => `${readable('j', field)} as "${field.field}"`).join(', ');

export async function readProject(sql: Queryable, { userId }: Identity, id: string): Promise<ProjectRecord | null> {
  const [row] = await sql.unsafe<ProjectRecord[]>(
    `select j.id, j.external_id as "externalId", ${fields},
       json_build_object('id', a.id, 'name', a.name, 'externalId', a.external_id) as account, am.role as "accountRole",
       pm.user_id is not null as "isMember"
     from projects j join accounts a on a.id = j.account_id
     left join account_members am on am.account_id = j.account_id and am.user_id = $2::uuid and am.status = 'active'
     left join project_members pm on pm.project_id = j.id and pm.user_id = am.user_id and pm.status = 'active'
     where j.id = $1::uuid`,
    [id, userId],
  );
  return row ?? null;
}
