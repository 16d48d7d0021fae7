import type { Actor } from '@hq-field/contracts';
import type { Queryable } from '../hq-db/connections.ts';
import type { FoundProject } from './find-account.ts';
import { personName } from './record-names.ts';

export type Access = 'admin' | 'member' | null;

const namesAtMost = 10;

/** HQ's user who acts: of the externalId, else of the uid, else of the e-mail while no other uid stands with it. Null: nobody, or disabled. */
export async function findActor(sql: Queryable, { externalId, oxygenUid, email }: Actor, emailKey: string | null): Promise<string | null> {
  const rows = await sql.unsafe<{ id: string; status: string }[]>(
    `select u.id, u.status from users u
     where u.external_id = $1 or u.uid_key = $2
       or (u.email_key = $3 and (u.uid_key is null or $2::text is null) and $4::text is not null)
     order by u.external_id = $1 desc nulls last, u.uid_key = $2 desc nulls last limit 1`,
    [externalId, oxygenUid, emailKey, email],
  );
  const [row] = rows;
  return row === undefined || row.status === 'disabled' ? null : row.id;
}

/** What a person may do with an account: its administrators edit, its other people read; whoever is inactive there does neither. */
export async function accountAccess(sql: Queryable, userId: string | null, accountId: string): Promise<Access> {
  const [row] = await sql.unsafe<{ role: string }[]>(
    `select role from account_members where account_id = $1::uuid and user_id = $2::uuid and status <> 'inactive'`,
    [accountId, userId],
  );
  if (row === undefined) return null;
  return row.role === 'account_admin' ? 'admin' : 'member';
}

/** What a person may do with a project: its administrators and those of its account edit, people of either read. */
export async function projectAccess(sql: Queryable, userId: string | null, project: FoundProject, inAccount: Access): Promise<Access> {
  if (inAccount === 'admin') return 'admin';
  const [row] = await sql.unsafe<{ level: string }[]>(
    `select access_level as level from project_members where project_id = $1::uuid and user_id = $2::uuid and status = 'active'`,
    [project.id, userId],
  );
  if (row === undefined) return inAccount;
  return row.level === 'project_admin' ? 'admin' : 'member';
}

/** Names of those who may edit, for somebody who may not. */
export async function administratorsOf(sql: Queryable, accountId: string, projectId: string | null): Promise<string[]> {
  const rows = await sql.unsafe<{ name: string }[]>(
    `select name from (
       select 0 as rank, ${personName} as name from project_members m join users u on u.id = m.user_id and u.status <> 'disabled'
       where m.project_id = $2::uuid and m.access_level = 'project_admin' and m.status = 'active'
       union all
       select 1, ${personName} from account_members m join users u on u.id = m.user_id and u.status <> 'disabled'
       where m.account_id = $1::uuid and m.role = 'account_admin' and m.status <> 'inactive'
     ) who group by name order by min(rank), name limit ${namesAtMost}`,
    [accountId, projectId],
  );
  return rows.map(({ name }) => name);
}
