import type postgres from 'postgres';
import { lookUpByHash } from '../field-db/by-index.ts';
import type { FieldSession } from '../field-db/open-field.ts';
import { unassignedAccount } from '../field-db/records.ts';
import type { Change } from './changes.ts';
import { touch } from './touches.ts';

// A join is named by its parents, and a login may be another person today than when a join of it was sent. A row of a join that is gone
// leaves no trace of the names it had: they are kept here, by the local id of the login or company, and the accounts of projects too. So are the
// guids that accounts and projects had: HQ may know the record of such a guid by the id that the row still has.

type Moves = readonly { rowId: string; before: string | null; after: string | null }[];

const givingUp = (moves: Moves): Moves => moves.filter(({ before, after }) => before !== null && before !== after);

/**
 * Names that logins or companies give up, as (row_id, name), and the names of who inherits them: HQ's row of a name goes over with the login
 * or company that has it as its guid, and takes along every join under that name, also those of others who had it.
 */
export function givenUp(sql: FieldSession, entity: 'user' | 'company', moves: Moves): postgres.Fragment {
  const named = givingUp(moves);
  return sql`
    select f.row_id, x.name
    from unnest(${named.map(({ rowId }) => rowId)}::bigint[], ${named.map(({ before }) => before)}::text[]) as f (row_id, name)
    cross join lateral (select f.name union ${heirOf(sql, entity)}) x (name) where x.name is not null`;
}

/** The name under which HQ's row of the name `f.name` stands: that of the login or company which has `f.name` as its guid. */
function heirOf(sql: FieldSession, entity: 'user' | 'company'): postgres.Fragment {
  return entity === 'user'
    ? sql`select l.person from outbound.logins l where l.guid = f.name`
    : sql`select c.canonical from outbound.company_names c where c.guid = f.name`;
}

/** Keeps the names that logins or companies had until now, and who inherited them. */
export async function keepFormerNames(sql: FieldSession, entity: 'user' | 'company', moves: Moves): Promise<void> {
  if (givingUp(moves).length === 0) return;
  await sql`
    insert into outbound.former_names (entity, row_id, name)
    select distinct ${entity}, g.row_id, g.name from (${givenUp(sql, entity, moves)}) g (row_id, name)
    on conflict do nothing`;
}

/** Keeps the accounts that projects were in; `moved` is a query of (project_id, account_id), `before` of (id, guid): rows of accounts as they were, which may be gone. */
export async function keepFormerAccounts(sql: FieldSession, moved: postgres.Fragment, before: postgres.Fragment): Promise<void> {
  await sql`
    insert into outbound.former_names (entity, row_id, name)
    select distinct 'project', m.project_id, x.guid
    from (${moved}) m (project_id, account_id)
    cross join lateral (
      select a.guid::text from accounts a where a.id = m.account_id
      union all select b.guid from (${before}) b (id, guid) where b.id = m.account_id
    ) x (guid)
    on conflict do nothing`;
}

/** Under what the former guids of an entity are kept. */
export const formerGuid = { account: 'guidOfAccount', project: 'guidOfProject' } as const;

/** Keeps the guids that accounts or projects had until now. */
export async function keepFormerGuids(sql: FieldSession, entity: keyof typeof formerGuid, changes: readonly Change[]): Promise<void> {
  const renamed = changes.filter(({ isRenamed }) => isRenamed);
  if (renamed.length === 0) return;
  await sql`
    insert into outbound.former_names (entity, row_id, name)
    select distinct ${formerGuid[entity]}, c.id, c.guid
    from unnest(${renamed.map(({ rowId }) => rowId)}::bigint[], ${renamed.map(({ guid }) => guid)}::text[]) c (id, guid)
    on conflict do nothing`;
}

/** Account members under every name that their login had; `rows` is a query of (account_id, user_id). */
export function formerAccountMembersOf(sql: FieldSession, rows: postgres.Fragment): postgres.Fragment {
  return sql`
    select 'accountMember', a.guid::text || ':' || n.name, a.guid::text
    from (${rows}) r (account_id, user_id) join accounts a on a.id = r.account_id cross join lateral (${loginNames(sql)}) n (name)`;
}

/**
 * The same of project members, and what they are in every account that their project was or is in; `rows` is a query of (project_id,
 * user_id). A move that is captured and not resolved yet has kept no former account: it is looked up where it waits.
 */
export function formerProjectMembersOf(sql: FieldSession, rows: postgres.Fragment): postgres.Fragment {
  return sql`
    select 'projectMember', p.guid::text || ':' || n.name, coalesce(a.guid::text, ${unassignedAccount})
    from (${rows}) r (project_id, user_id) join projects p on p.id = r.project_id cross join lateral (${loginNames(sql)}) n (name)
    left join accounts a on a.id = p.account_id
    union all
    (
      with waiting as materialized (
        select distinct c.row_id as project_id, a.guid::text as account
        from outbound.changes c join accounts a on a.id = c.first_id where c.table_name = 'projects' and c.what in ('row', 'was')
      )
      select 'accountMember', x.account || ':' || n.name, x.account
      from (${rows}) r (project_id, user_id)
      cross join lateral (
        select a.guid::text as account from projects p join accounts a on a.id = p.account_id where p.id = r.project_id
        union all select f.name from outbound.former_names f where f.entity = 'project' and f.row_id = r.project_id
        union all select w.account from waiting w where w.project_id = r.project_id
      ) x
      cross join lateral (${loginNames(sql)}) n (name)
    )`;
}

/** The same of companies on projects; `rows` is a query of (project_id, company_id). */
export function formerProjectCompaniesOf(sql: FieldSession, rows: postgres.Fragment): postgres.Fragment {
  return sql`
    select 'projectCompany', p.guid::text || ':' || n.name, coalesce(a.guid::text, ${unassignedAccount})
    from (${rows}) r (project_id, company_id) join projects p on p.id = r.project_id
    cross join lateral (${companyNames(sql)}) n (name)
    left join accounts a on a.id = p.account_id`;
}

// What is not asked of each row by itself, in lateral joins, is read through for each of them.

/** Every name that the company `r.company_id` has or had. */
export function companyNames(sql: FieldSession): postgres.Fragment {
  return sql`
    select f.name from outbound.former_names f where f.entity = 'company' and f.row_id = r.company_id
    union all select c.canonical from outbound.company_names c where c.company_id = r.company_id and c.canonical is not null
    union all select c.guid from outbound.company_names c where c.company_id = r.company_id`;
}

/** Every name that the login `r.user_id` has or had. */
function loginNames(sql: FieldSession): postgres.Fragment {
  return sql`
    select f.name from outbound.former_names f where f.entity = 'user' and f.row_id = r.user_id
    union all select l.person from outbound.logins l where l.user_id = r.user_id
    union all select l.guid from outbound.logins l where l.user_id = r.user_id`;
}

/**
 * Touches joins that wait to be sent under a name that is given up, now or before, under the name of who inherits it. The row at HQ may go over to
 * the heir before a deletion under the old name arrives, which then finds no row. Who else had the name takes no row along: a name has one heir,
 * so a join is touched once, however many part who had its name. The names that are given up now must be kept already.
 */
export async function touchWaitingUnderFormerName(
  sql: FieldSession,
  since: Date | null,
  entity: 'user' | 'company',
  joins: readonly string[],
  moves: Moves,
): Promise<void> {
  const named = moves.filter(({ before, after }) => after !== null && before !== after);
  if (named.length === 0) return;
  const given = await sql<{ name: string; after: string }[]>`
    select f.name, h.name as after
    from (select distinct name from outbound.former_names where entity = ${entity} and row_id = any(${named.map(({ rowId }) => rowId)}::bigint[])) f
    cross join lateral (${heirOf(sql, entity)}) h (name)
    where h.name <> f.name`;
  if (given.length === 0) return;
  const waiting = sql`
    select t.entity, split_part(t.external_id, ':', 1) || ':' || m.after, t.account
    from unnest(${given.map(({ name }) => name)}::text[], ${given.map(({ after }) => after)}::text[]) m (name, after)
    join outbound.touches t on split_part(t.external_id, ':', 2) = m.name
    where t.entity = any(${[...joins]}::text[])`;
  await lookUpByHash(sql, () => touch(sql, since, waiting));
}
