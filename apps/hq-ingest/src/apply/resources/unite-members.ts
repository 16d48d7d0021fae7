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

interface Membership {
  /** What it is a membership of. */
  entity: 'account' | 'project';
  table: string;
  /** The column of the account or project. */
  key: string;
  /** SQL: the rows `m` of a membership `a` of an account. */
  join: string;
  /** What is said of the member. */
  columns: readonly string[];
  /** Of a row `m`. The strongest is active and administers, then comes who is active, then who administers; of equals the heir's. */
  isActive: string;
  administers: string;
}

// In this order: a member of a project is a member of its account.
const memberships: readonly Membership[] = [
  {
    entity: 'account',
    table: 'account_members',
    key: 'account_id',
    join: 'cross join lateral (select a.*) m',
    columns: ['role', 'status', 'company_id'],
    isActive: `m.status <> 'inactive'`,
    administers: `m.role = 'account_admin'`,
  },
  {
    entity: 'project',
    table: 'project_members',
    key: 'project_id',
    join: 'join project_members m on m.account_id = a.account_id and m.user_id = a.user_id',
    columns: ['account_id', 'access_level', 'roles', 'services', 'company_id', 'status'],
    isActive: `m.status = 'active'`,
    administers: `m.access_level = 'project_admin'`,
  },
];

/** SQL: what these people are in, of one kind, as `m`; project_members has no index by person, so their accounts come first. */
const theirs = ({ join }: Membership): string => `${united} join account_members a on a.user_id = k.person ${join} where ${isOfHq('a')}`;

/** SQL: what the former persons are in, and whether the heir is there too. */
const places = memberships
  .map((one) => {
    const hasHeir = `exists (select from ${one.table} h where h.${one.key} = m.${one.key} and h.user_id = k.heir)`;
    return `
      select '${one.entity}' as entity, m.account_id, m.${one.key} as id, k.person, k.heir, ${hasHeir} as has_heir
      from ${theirs(one)} and k.person <> k.heir`;
  })
  .join(' union all ');

/** SQL: the heir becomes, wherever one of them is, what the strongest of them is. */
function takeStrongest(one: Membership): string {
  const { table, key, columns, isActive, administers } = one;
  const of = (row: string): string => columns.map((column) => `${row}.${column}`).join(', ');
  return `
    insert into ${table} as held (${key}, user_id, ${columns.join(', ')})
    select distinct on (m.${key}, k.heir) m.${key}, k.heir, ${of('m')}
    from ${theirs(one)}
    order by m.${key}, k.heir, ${isActive} and ${administers} desc, ${isActive} desc, ${administers} desc, m.user_id = k.heir desc, m.user_id
    on conflict (${key}, user_id) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}, updated_at = now()
    where (${of('held')}) is distinct from (${of('excluded')})`;
}

// In this order: what the former persons have is looked at before they leave, projects with their accounts.
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
  ...memberships.map(takeStrongest),
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
