import type { Queryable } from '../../hq-db/connections.ts';
import { type ListPage, listPage, rowsPerPage } from '../list-page.ts';

export interface CompanyLine {
  id: string;
  name: string;
  trade: string | null;
  city: string | null;
  country: string | null;
}

/** Companies of an account or of a project, by name. */
export async function readCompanies(
  sql: Queryable,
  { of, id, after }: { of: 'account' | 'project'; id: string; after: string | null },
): Promise<ListPage<CompanyLine>> {
  const belongs =
    of === 'account' ? `c.account_id = $1::uuid` : `c.id in (select company_id from project_companies where project_id = $1::uuid)`;
  const rows = await sql.unsafe<CompanyLine[]>(
    `select c.id, c.name, c.trade, c.city, c.country from companies c
     where ${belongs} and (not exists (select from companies where id = $2::uuid)
       or (lower(c.name), c.id) > (select lower(name), id from companies where id = $2::uuid))
     order by lower(c.name), c.id limit $3`,
    [id, after, rowsPerPage + 1],
  );
  return listPage(rows);
}
