import type { Queryable } from '../../hq-db/connections.ts';
import { type ListPage, listPage, rowsPerPage } from '../list-page.ts';

export interface ProjectLine {
  id: string;
  name: string;
  status: string;
  startDate: string;
  endDate: string;
  members: number;
}

/** Projects of an account by name; with `onlyOf` those that this user is on. */
export async function readProjects(
  sql: Queryable,
  { accountId, onlyOf, after }: { accountId: string; onlyOf: string | null; after: string | null },
): Promise<ListPage<ProjectLine>> {
  const rows = await sql.unsafe<ProjectLine[]>(
    `with page as (
       select j.* from projects j
       where j.account_id = $1::uuid
         and ($2::uuid is null or exists (select from project_members m where m.project_id = j.id and m.user_id = $2::uuid and m.status = 'active'))
         and (not exists (select from projects where id = $3::uuid)
           or (lower(j.name), j.id) > (select lower(name), id from projects where id = $3::uuid))
       order by lower(j.name), j.id limit $4
     )
     select p.id, p.name, p.status, p.start_date::text as "startDate", p.end_date::text as "endDate",
       (select count(*) from project_members m where m.project_id = p.id)::int as members
     from page p order by lower(p.name), p.id`,
    [accountId, onlyOf, after, rowsPerPage + 1],
  );
  return listPage(rows);
}
