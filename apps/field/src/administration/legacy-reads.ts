import { type FieldDatabase, strongestStatus } from '@hq-field/field-adapter';
import type {
  AccountValues,
  AccountView,
  Administration,
  Choice,
  CompanyValues,
  Home,
  MemberValues,
  ProjectMemberValues,
  ProjectValues,
  ProjectView,
  Stored,
} from './administration.ts';
import type { FieldSession } from './field-session.ts';
import { accountAccess, projectAccess } from './legacy-access.ts';
import { administersToken, tokensOf } from './role-tokens.ts';
import { isInactive, roleOf, word } from './stored-words.ts';

/** A login as people call it. */
const personName = (sql: FieldSession) =>
  sql`coalesce(nullif(btrim(concat_ws(' ', u.first_name, u.last_name)), ''), u.email, 'Somebody without a name')`;
const byName = <Row extends { name: string }>(rows: Iterable<Row>): Row[] => [...rows].toSorted((a, b) => a.name.localeCompare(b.name));

/** Last day of the trial of an account `a` by the rules: the newest that is known, none when the trial is converted. */
const trialUntil = (sql: FieldSession) => sql`
  (select case when a.is_trial and not coalesce(bool_or(f.converted_at is not null), false) then greatest(a.trial_expires_on, max(f.expires_on))::text end
  from free_trials f where f.account_id = a.id)`;

type LegacyReads = Omit<Administration, 'writes' | 'closed'>;

/** Reads Field's own tables; each page in a fixed number of statements. */
export function legacyReads(field: FieldDatabase): LegacyReads {
  return {
    home: (person) => home(field, person),
    accountAccess: (person, account) => accountAccess(field, person, account),
    projectAccess: (person, project) => projectAccess(field, person, project),
    account: (account) => readAccount(field, account),
    project: (project) => readProject(field, project),
    accountValues: (account) => accountValues(field, account),
    memberValues: (account, person) => memberValues(field, account, person),
    companyValues: (account, company) => companyValues(field, account, company),
    projectValues: (project) => projectValues(field, project),
    projectMemberValues: (project, person) => projectMemberValues(field, project, person),
    companies: (account) => companies(field, account),
    newcomers: (project) => newcomers(field, project),
  };
}

async function home(sql: FieldSession, person: string): Promise<Home> {
  const [accounts, projects] = await Promise.all([
    sql<{ guid: string; name: string; admin: boolean }[]>`
      select a.guid::text as guid, coalesce(a.name, '') as name, bool_or(${word(sql, sql`m.role`)} = 'admin') as admin
      from users u join account_users m on m.user_id = u.id and m.deleted_at is null and not ${isInactive(sql, sql`m.status`)}
      join accounts a on a.id = m.account_id and a.deleted_at is null
      where u.guid = ${person} and u.deleted_at is null group by a.id`,
    sql<{ guid: string; name: string; account: string; accountGuid: string; roles: string | null; admin: boolean }[]>`
      select p.guid::text as guid, coalesce(p.name, '') as name, coalesce(a.name, '') as account, a.guid::text as "accountGuid", string_agg(c.roles, ',') as roles,
        bool_or(coalesce(c.project_admin, false)) as admin
      from users u join contacts c on c.user_id = u.id and c.deleted_at is null and not ${isInactive(sql, sql`c.status`)}
      join projects p on p.id = c.project_id and p.deleted_at is null join accounts a on a.id = p.account_id and a.deleted_at is null
      where u.guid = ${person} and u.deleted_at is null group by p.id, a.id`,
  ]);
  return {
    accounts: byName(accounts).map(({ admin, ...account }) => ({ ...account, role: admin ? 'admin' : 'member' })),
    projects: byName(projects).map(({ guid, name, account, accountGuid, roles, admin }) => ({
      guid,
      name,
      account,
      accountGuid,
      projectAdmin: admin || tokensOf(roles).includes(administersToken),
    })),
  };
}

async function readAccount(sql: FieldSession, account: string): Promise<AccountView | null> {
  const [stored, trials, people, companyRows, projects] = await Promise.all([
    accountValues(sql, account),
    sql<{ until: string | null }[]>`
      select ${trialUntil(sql)} as until from accounts a where a.guid = ${account}`,
    sql<MemberRow[]>`
      select u.guid::text as guid, ${personName(sql)} as name, coalesce(u.email, '') as email,
        array_agg(${word(sql, sql`m.role`)} order by m.id) as roles, array_agg(m.status order by m.id) as statuses,
        coalesce((array_agg(c.name order by m.id) filter (where c.name is not null))[1], '') as company
      from accounts a join account_users m on m.account_id = a.id and m.deleted_at is null
      join users u on u.id = m.user_id and u.deleted_at is null
      left join companies c on c.id = m.company_id and c.account_id = a.id and c.deleted_at is null
      where a.guid = ${account} group by u.id`,
    sql<{ guid: string; name: string; trade: string }[]>`
      select c.guid::text as guid, coalesce(c.name, '') as name, coalesce(c.ctype, '') as trade
      from accounts a join companies c on c.account_id = a.id and c.deleted_at is null where a.guid = ${account}`,
    sql<AccountView['projects']>`
      select p.guid::text as guid, coalesce(p.name, '') as name, case when ${word(sql, sql`p.status`)} = 'archived' then 'archived' else 'active' end as status,
        coalesce(p.start_date::text, '') as "startDate", coalesce(p.completion_date::text, '') as "completionDate"
      from accounts a join projects p on p.account_id = a.id and p.deleted_at is null where a.guid = ${account}`,
  ]);
  if (stored === null) return null;
  return {
    guid: account,
    values: stored.values,
    trialUntil: trials[0]?.until ?? null,
    members: byName(people).map(({ roles, statuses, ...member }) => ({
      ...member,
      role: roleOf(roles),
      status: strongestStatus(statuses) ?? '',
    })),
    companies: byName(companyRows),
    projects: byName(projects),
  };
}

type MemberRow = { guid: string; name: string; email: string; roles: string[]; statuses: (string | null)[]; company: string };

async function readProject(sql: FieldSession, project: string): Promise<ProjectView | null> {
  const [stored, accounts, people] = await Promise.all([
    projectValues(sql, project),
    sql<ProjectView['account'][]>`
      select a.guid::text as guid, coalesce(a.name, '') as name, ${trialUntil(sql)} as "trialUntil"
      from projects p join accounts a on a.id = p.account_id and a.deleted_at is null where p.guid = ${project}`,
    sql<{ guid: string; name: string; email: string; roles: string | null; admin: boolean; company: string }[]>`
      select u.guid::text as guid, ${personName(sql)} as name, coalesce(u.email, '') as email, string_agg(m.roles, ',') as roles,
        bool_or(coalesce(m.project_admin, false)) as admin,
        coalesce((array_agg(c.name order by m.id) filter (where c.name is not null))[1], '') as company
      from projects p join contacts m on m.project_id = p.id and m.deleted_at is null
      join users u on u.id = m.user_id and u.deleted_at is null
      left join companies c on c.id = m.company_id and c.account_id = p.account_id and c.deleted_at is null
      where p.guid = ${project} group by u.id`,
  ]);
  const [account] = accounts;
  if (stored === null || account === undefined) return null;
  return {
    guid: project,
    account,
    values: stored.values,
    people: byName(people).map(({ roles, admin, ...person }) => {
      const tokens = tokensOf(roles);
      return {
        ...person,
        roles: tokens.filter((token) => token !== administersToken),
        projectAdmin: admin || tokens.includes(administersToken),
      };
    }),
  };
}

export async function accountValues(sql: FieldSession, account: string): Promise<Stored<AccountValues> | null> {
  const [values] = await sql<AccountValues[]>`
    select coalesce(name, '') as name, coalesce(country, '') as country, coalesce(time_zone, '') as "timeZone", coalesce(locale, '') as language
    from accounts where guid = ${account} and deleted_at is null`;
  return values === undefined ? null : { called: values.name, values: { ...values } };
}

/** What duplicates of a membership say together: the strongest role and status, the first company. */
export async function memberValues(sql: FieldSession, account: string, person: string): Promise<Stored<MemberValues> | null> {
  const rows = await sql<{ name: string; role: string; status: string | null; company: string }[]>`
    select ${personName(sql)} as name, ${word(sql, sql`m.role`)} as role, m.status, coalesce(c.guid::text, '') as company
    from accounts a join account_users m on m.account_id = a.id and m.deleted_at is null
    join users u on u.id = m.user_id and u.deleted_at is null
    left join companies c on c.id = m.company_id and c.account_id = a.id and c.deleted_at is null
    where a.guid = ${account} and u.guid = ${person} and a.deleted_at is null order by m.id`;
  const [first] = rows;
  if (first === undefined) return null;
  return {
    called: first.name,
    values: {
      role: roleOf(rows.map(({ role }) => role)),
      status: strongestStatus(rows.map(({ status }) => status)) ?? '',
      company: rows.find(({ company }) => company !== '')?.company ?? '',
    },
  };
}

export async function companyValues(sql: FieldSession, account: string, company: string): Promise<Stored<CompanyValues> | null> {
  const [values] = await sql<CompanyValues[]>`
    select coalesce(c.name, '') as name, coalesce(c.ctype, '') as trade, coalesce(c.category, '') as category, coalesce(c.url, '') as website,
      coalesce(c.telephone, '') as telephone
    from companies c join accounts a on a.id = c.account_id and a.deleted_at is null
    where c.guid = ${company} and a.guid = ${account} and c.deleted_at is null`;
  return values === undefined ? null : { called: values.name, values: { ...values } };
}

export async function projectValues(sql: FieldSession, project: string): Promise<Stored<ProjectValues> | null> {
  const [values] = await sql<ProjectValues[]>`
    select coalesce(name, '') as name, coalesce(identifier, '') as identifier, coalesce(ptype, '') as type,
      coalesce(start_date::text, '') as "startDate", coalesce(completion_date::text, '') as "completionDate", coalesce(cost::text, '') as cost,
      coalesce(cost_currency, '') as currency, case when ${word(sql, sql`status`)} = 'archived' then 'archived' else 'active' end as status
    from projects where guid = ${project} and deleted_at is null`;
  return values === undefined ? null : { called: values.name, values: { ...values } };
}

export async function projectMemberValues(sql: FieldSession, project: string, person: string): Promise<Stored<ProjectMemberValues> | null> {
  const rows = await sql<{ name: string; roles: string | null; admin: boolean; company: string }[]>`
    select ${personName(sql)} as name, m.roles, coalesce(m.project_admin, false) as admin, coalesce(c.guid::text, '') as company
    from projects p join contacts m on m.project_id = p.id and m.deleted_at is null
    join users u on u.id = m.user_id and u.deleted_at is null
    left join companies c on c.id = m.company_id and c.account_id = p.account_id and c.deleted_at is null
    where p.guid = ${project} and u.guid = ${person} and p.deleted_at is null order by m.id`;
  const [first] = rows;
  if (first === undefined) return null;
  const tokens = tokensOf(rows.map(({ roles }) => roles).join(','));
  const administers = tokens.includes(administersToken) || rows.some(({ admin }) => admin);
  return {
    called: first.name,
    values: {
      roles: tokens.filter((token) => token !== administersToken),
      projectAdmin: administers ? 'yes' : '',
      company: rows.find(({ company }) => company !== '')?.company ?? '',
    },
  };
}

async function companies(sql: FieldSession, account: string): Promise<Choice[]> {
  const rows = await sql<{ guid: string; name: string }[]>`
    select c.guid::text as guid, coalesce(c.name, '') as name
    from companies c join accounts a on a.id = c.account_id where a.guid = ${account} and c.deleted_at is null`;
  return byName(rows).map(({ guid, name }) => ({ value: guid, label: name }));
}

async function newcomers(sql: FieldSession, project: string): Promise<Choice[]> {
  const rows = await sql<{ guid: string; name: string; email: string }[]>`
    select distinct u.guid::text as guid, ${personName(sql)} as name, coalesce(u.email, '') as email
    from projects p join account_users m on m.account_id = p.account_id and m.deleted_at is null
    join users u on u.id = m.user_id and u.deleted_at is null
    where p.guid = ${project}
      and not exists (select from contacts c where c.project_id = p.id and c.user_id = u.id and c.deleted_at is null)`;
  return byName(rows).map(({ guid, name, email }) => ({ value: guid, label: `${name} (${email})` }));
}
