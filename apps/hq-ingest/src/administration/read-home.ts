import { emailKey, type Authority, type ReadHomeInput, type ReadHomeOutput } from '@hq-field/contracts';
import type { Queryable } from '../hq-db/connections.ts';
import { findActor } from './access.ts';
import { authorityColumns } from './authority.ts';
import { byName, nameOf } from './record-names.ts';

/** What a person is in, whoever keeps its administration. */
export async function readHome(sql: Queryable, { actor }: ReadHomeInput): Promise<ReadHomeOutput> {
  const userId = await findActor(sql, actor, actor.email === null ? null : emailKey(actor.email));
  const [accounts, projects] = await Promise.all([
    sql.unsafe<({ externalId: string; name: string; role: string } & Authority)[]>(
      `select ${nameOf('a')} as "externalId", a.name, m.role, ${authorityColumns}
       from account_members m join accounts a on a.id = m.account_id left join authorities w on w.account_id = a.id
       where m.user_id = $1::uuid and m.status <> 'inactive'`,
      [userId],
    ),
    sql.unsafe<{ externalId: string; name: string; account: string; accountName: string; level: string }[]>(
      `select ${nameOf('p')} as "externalId", p.name, ${nameOf('a')} as account, a.name as "accountName", m.access_level as level
       from account_members am join project_members m on m.account_id = am.account_id and m.user_id = am.user_id and m.status = 'active'
       join projects p on p.id = m.project_id join accounts a on a.id = p.account_id
       where am.user_id = $1::uuid`,
      [userId],
    ),
  ]);
  return {
    accounts: (await byName(accounts)).map(({ externalId, name, role, owner, epoch }) => ({
      externalId,
      name,
      access: role === 'account_admin' ? 'admin' : 'member',
      authority: { owner, epoch },
    })),
    projects: (await byName(projects)).map(({ level, ...project }) => ({
      ...project,
      access: level === 'project_admin' ? 'admin' : 'member',
    })),
  };
}
