import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Decision } from './decide.ts';

/*
 * Somebody whom only HQ has turns out to be a person of Field who has a row already: everything goes over to that row, and theirs goes. Field does not know
 * what they are in. Memberships in accounts that HQ keeps have gone over before (unite-members.ts), by their strength.
 */

const absorbed = `unnest($1::uuid[], $2::uuid[]) as k(stranger, heir)`;

// In this order: whoever adds one of them at this moment comes before, or finds the row gone and looks again; a member of a project is one of its account.
const statements = [
  `select from users where id in (select k.stranger from ${absorbed}) order by id for update`,
  `insert into account_members as held (account_id, user_id, role, status, company_id)
   select distinct on (m.account_id, k.heir) m.account_id, k.heir, m.role, m.status, m.company_id
   from ${absorbed} join account_members m on m.user_id = k.stranger
   order by m.account_id, k.heir, m.role = 'account_admin' desc, m.user_id
   on conflict (account_id, user_id) do update set role = excluded.role where excluded.role = 'account_admin' and held.source_version = 0`,
  `insert into project_members as held (project_id, user_id, account_id, access_level, roles, services, company_id, status)
   select distinct on (m.project_id, k.heir) m.project_id, k.heir, m.account_id, m.access_level, m.roles, m.services, m.company_id, m.status
   from ${absorbed} join account_members a on a.user_id = k.stranger
   join project_members m on m.account_id = a.account_id and m.user_id = a.user_id
   order by m.project_id, k.heir, m.access_level = 'project_admin' desc, m.user_id
   on conflict (project_id, user_id) do update set access_level = excluded.access_level
   where excluded.access_level = 'project_admin' and held.source_version = 0`,
  // One that is on its way may have named nobody: as changed, it goes once more.
  `update provisioning w set administrator_id = k.heir, change = nextval('provisioning_revisions')
   from ${absorbed} where w.administrator_id = k.stranger`,
  `delete from users u using ${absorbed} where u.id = k.stranger`,
];

/** Rows of people whom Field does not have go over, with all that goes by them, to the row that they have become one with. Others of `unions` stay. */
export async function absorbStrangers(sql: Queryable, unions: Decision['unions']): Promise<void> {
  const ofStrangers = unions.filter(({ row }) => row.externalId === null);
  if (ofStrangers.length === 0) return;
  const parameters = [arrayLiteral(ofStrangers.map(({ row }) => row.id)), arrayLiteral(ofStrangers.map(({ into }) => into))];
  for (const statement of statements) await sql.unsafe(statement, parameters, { prepare: true });
}
