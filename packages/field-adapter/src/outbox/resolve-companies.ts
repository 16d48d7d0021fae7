import type { FieldSession } from '../field-db/open-field.ts';
import { lookUpByHash } from '../field-db/by-index.ts';
import { unassignedAccount } from '../field-db/records.ts';
import { refreshAddressOwners } from '../identity/addresses.ts';
import { refreshCompanies } from '../identity/companies.ts';
import { changesOf, idsOf, put, type TakenChanges } from './changes.ts';
import { companyNames, keepFormerNames, touchWaitingUnderFormerName } from './former-names.ts';
import { projectCompaniesOf, unaddressed } from './touched-records.ts';

/** Changes of companies: the company they are part of, and when that became another one, every record that names either. */
export async function resolveCompanies(sql: FieldSession, taken: TakenChanges): Promise<void> {
  const changes = changesOf(taken, 'companies');
  if (changes.length === 0) return;
  const all = [...new Set(idsOf(changes))];
  await refreshAddressOwners(sql, 'companies', all);
  const identity = changes.filter((change) => change.what === 'row');
  const rows = [...new Set(idsOf(identity))];
  const { moved, came } = rows.length === 0 ? { moved: [], came: [] } : await refreshCompanies(sql, rows);
  put(
    sql,
    taken,
    sql`select 'company', n.canonical, coalesce(a.guid::text, ${unassignedAccount}) from outbound.company_names n left join accounts a on a.id = n.account_id where n.company_id = any(${all}::bigint[])`,
  );
  if (moved.length === 0) return;
  const moves = moved.map(({ companyId, before, after }) => ({ rowId: companyId, before, after }));
  await keepFormerNames(sql, 'company', moves);
  await touchWaitingUnderFormerName(sql, taken.since, 'company', ['projectCompany'], moves);
  const concerned = [...new Set(moved.map((company) => company.companyId))];
  await putRefusedUnderFormerName(sql, taken, concerned);
  await putWhatCameBefore(sql, taken, came);
  const isConcerned = (companyId: string) => sql`coalesce(${sql(companyId)} in (select unnest(${concerned}::bigint[])), false)`;
  // The accounts that the companies are or were in.
  const accounts = sql`
    select c.id, c.account_id from unnest(${identity.map((change) => change.rowId)}::bigint[], ${identity.map((change) => change.firstId)}::bigint[]) c (id, account_id)
    where ${isConcerned('c.id')}
    union select n.company_id, n.account_id from outbound.company_names n where n.company_id = any(${concerned}::bigint[])`;
  // Field has no index by company: the rows of each account are read once, however many of its companies changed.
  const each = sql`(select distinct account_id from (${accounts}) i (id, account_id)) w`;
  const projectRows = sql`
    select p.guid::text as project, coalesce(a.guid::text, ${unassignedAccount}) as account, j.company_id
    from ${each} join projects p on p.account_id = w.account_id join project_companies j on j.project_id = p.id left join accounts a on a.id = p.account_id
    where ${isConcerned('j.company_id')}`;
  put(
    sql,
    taken,
    sql`
    select 'company', n.name, coalesce(a.guid::text, ${unassignedAccount})
    from (${accounts}) r (company_id, account_id) cross join lateral (${companyNames(sql)}) n (name) left join accounts a on a.id = r.account_id
    union all
    select 'accountMember', a.guid::text || ':' || l.person, a.guid::text
    from ${each} join accounts a on a.id = w.account_id join account_users m on m.account_id = a.id join outbound.logins l on l.user_id = m.user_id
    where ${isConcerned('m.company_id')} and l.living
    union all
    select 'projectMember', p.guid::text || ':' || l.person, a.guid::text
    from ${each} join accounts a on a.id = w.account_id join projects p on p.account_id = a.id join contacts c on c.project_id = p.id join outbound.logins l on l.user_id = c.user_id
    where ${isConcerned('c.company_id')} and l.living
    union all
    select 'projectCompany', r.project || ':' || n.name, r.account from (${projectRows}) r cross join lateral (${companyNames(sql)}) n (name)
    union all
    select q.entity, q.external_id, q.account
    from (select distinct n.name from unnest(${concerned}::bigint[]) r (company_id) cross join lateral (${companyNames(sql)}) n (name)) n
    join outbound.quarantine q on q.blocker_entity = 'company' and q.blocker_external_id = n.name collate "C"
    where q.entity = 'projectCompany'`,
  );
}

/** Rows on projects of any account that stand in quarantine without a name, because they came before their company, which is new. */
async function putWhatCameBefore(sql: FieldSession, taken: TakenChanges, companies: readonly string[]): Promise<void> {
  if (companies.length === 0) return;
  const table = 'project_companies#';
  // The guid of a project may begin likewise. It has no room for more digits.
  const rows = await sql<{ id: string; projectId: string; companyId: string }[]>`
    select j.id, j.project_id as "projectId", j.company_id as "companyId"
    from outbound.quarantine q
    cross join lateral (
      select case when q.external_id ~ ${`^${table}-?[0-9]{1,18}$`} then substr(q.external_id, ${table.length + 1}::int)::bigint end as id offset 0
    ) k
    join project_companies j on j.id = k.id
    where q.entity = 'projectCompany' and q.external_id > ${table} and q.external_id < 'project_companies$' and j.company_id = any(${[...companies]}::bigint[])`;
  if (rows.length === 0) return;
  const joined = sql`select * from unnest(${rows.map((row) => row.projectId)}::bigint[], ${rows.map((row) => row.companyId)}::bigint[])`;
  put(
    sql,
    taken,
    sql`${projectCompaniesOf(sql, joined)} union all ${unaddressed(sql, 'project_companies', sql`select unnest(${rows.map((row) => row.id)}::bigint[])`)}`,
  );
}

/**
 * Companies on projects that stand in quarantine under a name that one of these companies had: what they are now. The project may be in any account
 * or be gone, and nobody else looks for its rows there.
 */
async function putRefusedUnderFormerName(sql: FieldSession, taken: TakenChanges, companies: readonly string[]): Promise<void> {
  const refused: { project: string; name: string; account: string | null }[] = [];
  await lookUpByHash(sql, async () => {
    const found = await sql<typeof refused>`
      select distinct split_part(q.external_id, ':', 1) as project, split_part(q.external_id, ':', 2) as name, q.account
      from outbound.quarantine q
      where q.entity = 'projectCompany'
        and split_part(q.external_id, ':', 2) in (select name from outbound.former_names where entity = 'company' and row_id = any(${companies as string[]}::bigint[]))`;
    for (const one of found) refused.push(one);
  });
  if (refused.length === 0) return;
  const of = (column: 'project' | 'name' | 'account') => refused.map((one) => one[column]);
  put(
    sql,
    taken,
    sql`
    select 'projectCompany', k.project || ':' || x.name, k.account
    from unnest(${of('project')}::text[], ${of('name')}::text[], ${of('account')}::text[]) k (project, name, account)
    join projects p on p.guid = k.project::bpchar
    join project_companies j on j.project_id = p.id
    join outbound.company_names n on n.company_id = j.company_id
    cross join lateral (values (k.name), (n.canonical)) x (name)
    where j.company_id = any(${companies as string[]}::bigint[])`,
  );
}
