import type { Queryable } from '../../hq-db/connections.ts';
import type { Identity } from '../identity.ts';
import { type ListPage, listPage, rowsPerPage } from '../list-page.ts';

export interface AccountLine {
  id: string;
  name: string;
  kind: 'paid' | 'trial';
  status: string;
  trialEndsOn: string | null;
  projects: number;
  members: number;
}

/**
 * The accounts that a person may see, by name. The cursor is an id, because names in an address would reach the logs of proxies; a
 * cursor whose account is gone begins at the start.
 */
export async function readAccounts(
  sql: Queryable,
  { isOperator, userId }: Identity,
  { name, after }: { name: string; after: string | null },
): Promise<ListPage<AccountLine>> {
  const rows = await sql.unsafe<AccountLine[]>(
    `with page as (
       select a.id, a.name, a.kind, a.status, a.trial_ends_on from accounts a
       where ($1 or exists (select from account_members m where m.account_id = a.id and m.user_id = $2::uuid and m.status = 'active'))
         and ($3 = '' or a.name ilike $4)
         and (not exists (select from accounts where id = $5::uuid)
           or (lower(a.name), a.id) > (select lower(name), id from accounts where id = $5::uuid))
       order by lower(a.name), a.id limit $6
     )
     select p.id, p.name, p.kind, p.status, p.trial_ends_on::text as "trialEndsOn",
       (select count(*) from projects j where j.account_id = p.id)::int as projects,
       (select count(*) from account_members m where m.account_id = p.id)::int as members
     from page p order by lower(p.name), p.id`,
    [isOperator, userId, name, `%${name.replace(/[\\%_]/gu, '\\$&')}%`, after, rowsPerPage + 1],
  );
  return listPage(rows);
}
