import type postgres from 'postgres';
import type { FieldSession } from '../field-db/open-field.ts';
import { unassignedAccount } from '../field-db/records.ts';

// Queries of (entity, external_id, account): which records a set of legacy rows is part of. A join's key is that of the person of a
// living login and of the login itself when it lives no more; rows whose parent is missing have no such key (see rows of quarantine).

type Rows = postgres.Fragment;

/** `rows` is a query of (account_id, user_id). */
export function accountMembersOf(sql: FieldSession, rows: Rows): Rows {
  return sql`
    select 'accountMember', a.guid::text || ':' || case when l.living then l.person else l.guid end, a.guid::text
    from (${rows}) r (account_id, user_id) join accounts a on a.id = r.account_id join outbound.logins l on l.user_id = r.user_id`;
}

/** `rows` is a query of (project_id, user_id). The person is also a member of the project's account. */
export function projectMembersOf(sql: FieldSession, rows: Rows): Rows {
  return sql`
    select 'projectMember', p.guid::text || ':' || case when l.living then l.person else l.guid end, coalesce(a.guid::text, ${unassignedAccount})
    from (${rows}) r (project_id, user_id) join projects p on p.id = r.project_id join outbound.logins l on l.user_id = r.user_id left join accounts a on a.id = p.account_id`;
}

/** `rows` is a query of (project_id, company_id). */
export function projectCompaniesOf(sql: FieldSession, rows: Rows): Rows {
  return sql`
    select 'projectCompany', p.guid::text || ':' || case when n.living then n.canonical else n.guid end, coalesce(a.guid::text, ${unassignedAccount})
    from (${rows}) r (project_id, company_id) join projects p on p.id = r.project_id join outbound.company_names n on n.company_id = r.company_id left join accounts a on a.id = p.account_id`;
}

/** People of the given logins. */
export function usersOf(sql: FieldSession, userIds: Rows): Rows {
  return sql`select 'user', l.person, null::text from (select distinct id from (${userIds}) i (id)) u join outbound.logins l on l.user_id = u.id where l.living`;
}

/** `projects` is a query of project ids. */
export function projectsOf(sql: FieldSession, projects: Rows): Rows {
  return sql`
    select 'project', p.guid::text, coalesce(a.guid::text, ${unassignedAccount})
    from (select distinct id from (${projects}) i (id)) w join projects p on p.id = w.id left join accounts a on a.id = p.account_id`;
}

export function accountsOf(sql: FieldSession, accounts: Rows): Rows {
  return sql`select 'account', a.guid::text, a.guid::text from (select distinct id from (${accounts}) i (id)) w join accounts a on a.id = w.id`;
}

/** The projects, their joins, and what their contacts are in `accounts`, a query of (project_id, account_id). */
export function wholeProjects(sql: FieldSession, accounts: Rows): Rows {
  const projects = sql`select w.project_id from (${accounts}) w (project_id, account_id)`;
  const each = sql`(select distinct project_id from (${accounts}) i (project_id, account_id)) w`;
  const contacts = sql`select c.project_id, c.user_id from ${each} join contacts c on c.project_id = w.project_id`;
  return sql`
    ${projectsOf(sql, projects)}
    union all ${projectCompaniesOf(sql, sql`select j.project_id, j.company_id from ${each} join project_companies j on j.project_id = w.project_id`)}
    union all ${projectMembersOf(sql, contacts)}
    union all ${accountMembersOf(sql, sql`select w.account_id, c.user_id from (${accounts}) w (project_id, account_id) join contacts c on c.project_id = w.project_id`)}
    union all ${usersOf(sql, sql`select c.user_id from ${each} join contacts c on c.project_id = w.project_id`)}`;
}

/** Every record of the accounts, a query of account ids. */
export function wholeAccounts(sql: FieldSession, accounts: Rows): Rows {
  const each = sql`(select distinct id from (${accounts}) i (id)) w`;
  return sql`
    ${accountsOf(sql, accounts)}
    union all ${usersOf(sql, sql`select m.user_id from ${each} join account_users m on m.account_id = w.id`)}
    union all select 'company', n.guid, coalesce(a.guid::text, ${unassignedAccount}) from ${each} join outbound.company_names n on n.account_id = w.id left join accounts a on a.id = w.id where n.canonical = n.guid
    union all ${accountMembersOf(sql, sql`select m.account_id, m.user_id from ${each} join account_users m on m.account_id = w.id`)}
    union all ${wholeProjects(sql, sql`select p.id, p.account_id from ${each} join projects p on p.account_id = w.id`)}`;
}

/** The names that rows of joins of the accounts, a query of account ids, had while a parent of theirs was missing. */
export function unnamedOf(sql: FieldSession, accounts: Rows): Rows {
  const projects = sql`select p.id from (${accounts}) w (id) join projects p on p.account_id = w.id`;
  return sql`
    select 'accountMember', 'account_users#' || m.id, null from (${accounts}) w (id) join account_users m on m.account_id = w.id
    union all select 'projectMember', 'contacts#' || c.id, null from (${projects}) p (id) join contacts c on c.project_id = p.id
    union all select 'projectCompany', 'project_companies#' || j.id, null from (${projects}) p (id) join project_companies j on j.project_id = p.id`;
}

/** What is in quarantine under a guid, a query of which is `guids`: an account or a project, and its joins. Where no row has that guid any more, nothing else tells of them. */
export function asideUnder(sql: FieldSession, entity: 'account' | 'project', guids: Rows): Rows {
  const each = sql`(select distinct guid from (${guids}) g (guid)) g`;
  const joined = entity === 'account' ? ['accountMember'] : ['projectMember', 'projectCompany'];
  return sql`
    select q.entity, q.external_id, coalesce(q.account, ${unassignedAccount})
    from ${each} join outbound.quarantine q on q.entity = ${entity} and q.external_id = g.guid collate "C"
    union all
    select q.entity, q.external_id, coalesce(q.account, ${unassignedAccount})
    from ${each}
    join outbound.quarantine q on q.entity = any(${joined}::text[]) and q.external_id > g.guid || ':' collate "C" and q.external_id < g.guid || ';' collate "C"`;
}

/** Tables of joins, each with what names its record: a living row without a parent is no part of a named one. */
const joins = {
  account_users: {
    entity: 'accountMember',
    parents: (sql: FieldSession) =>
      sql`left join accounts a on a.id = j.account_id left join outbound.logins child on child.user_id = j.user_id where j.deleted_at is null and (a.id is null or child.user_id is null)`,
  },
  project_companies: {
    entity: 'projectCompany',
    parents: (sql: FieldSession) =>
      sql`left join projects p on p.id = j.project_id left join accounts a on a.id = p.account_id left join outbound.company_names child on child.company_id = j.company_id where p.id is null or child.company_id is null`,
  },
  contacts: {
    entity: 'projectMember',
    parents: (sql: FieldSession) =>
      sql`left join projects p on p.id = j.project_id left join accounts a on a.id = p.account_id left join outbound.logins child on child.user_id = j.user_id where j.deleted_at is null and (p.id is null or child.user_id is null)`,
  },
};

/** Joins whose rows cannot be addressed, under their table and local id; and those that could not, while they are in quarantine. */
export function unaddressed(sql: FieldSession, table: keyof typeof joins, rowIds: Rows): Rows {
  const { entity, parents } = joins[table];
  return sql`
    select q.entity, q.external_id, q.account
    from (select distinct ${table} || '#' || i.id as key from (${rowIds}) i (id)) k
    join outbound.quarantine q on q.entity = ${entity} and q.external_id = k.key collate "C"
    union all
    select ${entity}::text, ${table} || '#' || j.id, coalesce(a.guid::text, ${unassignedAccount})
    from (select distinct i.id from (${rowIds}) i (id)) i join ${sql(table)} j on j.id = i.id ${parents(sql)}`;
}
