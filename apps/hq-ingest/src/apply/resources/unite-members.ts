import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Decision } from './decide.ts';

/*
 * People who have become one in Field keep what they have in accounts that HQ keeps: of others Field sends the memberships itself. In an account
 * or a project that several of them are in, the strongest membership stands.
 */

/** Who becomes whom. The heirs are among the persons, each as its own heir: what they have counts too. */
const united = `unnest($1::uuid[], $2::uuid[]) as k(person, heir)`;
/** No join: a plan that was made while HQ kept few accounts would go through all of them for each person. */
const isOfHq = (alias: string): string => `(select w.owner from authorities w where w.account_id = ${alias}.account_id) = 'hq'`;

/** What the former persons are in: the accounts, and their projects; and whether the heir is there too. */
const places = `
  select 'account' as entity, m.account_id, m.account_id as id, k.person, k.heir,
    exists (select from account_members h where h.account_id = m.account_id and h.user_id = k.heir) as has_heir
  from ${united} join account_members m on m.user_id = k.person
  where k.person <> k.heir and ${isOfHq('m')}
  union all
  select 'project', m.account_id, m.project_id, k.person, k.heir,
    exists (select from project_members h where h.project_id = m.project_id and h.user_id = k.heir)
  from ${united} join account_members a on a.user_id = k.person
  join project_members m on m.account_id = a.account_id and m.user_id = a.user_id
  where k.person <> k.heir and ${isOfHq('a')}`;

// In this order: a member of a project is a member of its account, and leaves the project with it.
const statements = [
  // Whom administrators have added is, where the heir is not yet, the heir: what they have added may be given up (administration/give-up-own-edits.ts).
  `update administration_changes e set record_id = place.id || ':' || place.heir
   from (${places}) place
   where e.account_id = place.account_id and e.epoch = (select w.epoch from authorities w where w.account_id = place.account_id)
     and e.entity = place.entity || 'Member' and e.what = 'added' and e.record_id = place.id || ':' || place.person and not place.has_heir`,
  // What waits for Field is to name the heir. One that is on its way may have named nobody: as changed, it goes once more.
  `update provisioning w set administrator_id = place.heir, change = nextval('provisioning_revisions')
   from (${places}) place
   where w.entity = place.entity and w.record_id = place.id and w.administrator_id = place.person`,
  `insert into account_members as held (account_id, user_id, role, status, company_id)
   select distinct on (m.account_id, k.heir) m.account_id, k.heir, m.role, m.status, m.company_id
   from ${united} join account_members m on m.user_id = k.person
   where ${isOfHq('m')}
   order by m.account_id, k.heir, m.status <> 'inactive' and m.role = 'account_admin' desc, m.status <> 'inactive' desc, m.role = 'account_admin' desc,
     m.user_id = k.heir desc, m.user_id
   on conflict (account_id, user_id) do update set role = excluded.role, status = excluded.status, company_id = excluded.company_id, updated_at = now()
   where (held.role, held.status, held.company_id) is distinct from (excluded.role, excluded.status, excluded.company_id)`,
  `insert into project_members as held (project_id, user_id, account_id, access_level, roles, services, company_id, status)
   select distinct on (m.project_id, k.heir) m.project_id, k.heir, m.account_id, m.access_level, m.roles, m.services, m.company_id, m.status
   from ${united} join account_members a on a.user_id = k.person
   join project_members m on m.account_id = a.account_id and m.user_id = a.user_id
   where ${isOfHq('a')}
   order by m.project_id, k.heir, m.status = 'active' and m.access_level = 'project_admin' desc, m.status = 'active' desc, m.access_level = 'project_admin' desc,
     m.user_id = k.heir desc, m.user_id
   on conflict (project_id, user_id) do update set access_level = excluded.access_level, roles = excluded.roles, services = excluded.services,
     company_id = excluded.company_id, status = excluded.status, updated_at = now()
   where (held.access_level, held.roles, held.services, held.company_id, held.status)
     is distinct from (excluded.access_level, excluded.roles, excluded.services, excluded.company_id, excluded.status)`,
  `delete from account_members m using ${united} where m.user_id = k.person and k.person <> k.heir and ${isOfHq('m')}`,
];

/**
 * Locks the accounts that HQ keeps and that these people are in, as a change of an administrator does (administration/make-change.ts): each comes before or
 * after the other. Called before a row of a person is written, since such a change takes the account first and then people.
 */
export async function lockAccountsOf(sql: Queryable, unions: Decision['unions']): Promise<void> {
  await sql.unsafe(
    `select from accounts a where a.id = any (array(
       select m.account_id from ${united} join account_members m on m.user_id = k.person where ${isOfHq('m')}))
     order by a.id for no key update`,
    parametersOf(unions),
    { prepare: true },
  );
}

/** Memberships of former rows go over to the row that they have become one with, in the accounts that HQ keeps; and with them what goes by such a row. */
export async function uniteMembers(sql: Queryable, unions: Decision['unions']): Promise<void> {
  for (const statement of statements) await sql.unsafe(statement, parametersOf(unions), { prepare: true });
}

function parametersOf(unions: Decision['unions']): string[] {
  const heirs = unions.map(({ into }) => into);
  return [arrayLiteral([...unions.map(({ row }) => row.id), ...heirs]), arrayLiteral([...heirs, ...heirs])];
}
