import type {
  ChangeAccountInput,
  ChangeCompanyInput,
  ChangeMemberInput,
  ChangeProjectInput,
  ChangeProjectMemberInput,
} from '@hq-field/contracts';
import type { Queryable } from '../hq-db/connections.ts';
import { nameOf, personName } from './record-names.ts';

// What administrators edit, as the contract has it. A list of an account or a project, or one of its entries by HQ's id.

export type AccountValues = NonNullable<ChangeAccountInput['values']>;
export type MemberValues = NonNullable<ChangeMemberInput['values']>;
export type CompanyValues = NonNullable<ChangeCompanyInput['values']>;
export type ProjectValues = NonNullable<ChangeProjectInput['values']>;
export type ProjectMemberValues = NonNullable<ChangeProjectMemberInput['values']>;

/** One entry of a list. */
export interface Stored<Values> {
  /** HQ's id of the person, company or project. */
  id: string;
  /** As the wire names it. */
  externalId: string;
  name: string;
  values: Values;
}

export interface StoredPerson<Values> extends Stored<Values> {
  email: string;
}

export async function accountValues(sql: Queryable, accountId: string): Promise<AccountValues | null> {
  const [row] = await sql.unsafe<AccountValues[]>(`select name, country, timezone, language from accounts where id = $1::uuid`, [
    accountId,
  ]);
  return row === undefined ? null : { ...row };
}

export async function members(sql: Queryable, accountId: string, userId: string | null = null): Promise<StoredPerson<MemberValues>[]> {
  const rows = await sql.unsafe<(Omit<StoredPerson<MemberValues>, 'values'> & MemberValues)[]>(
    `select u.id, ${nameOf('u')} as "externalId", ${personName} as name, u.email, m.role, m.status, ${nameOf('c')} as company
     from account_members m join users u on u.id = m.user_id left join companies c on c.id = m.company_id
     where m.account_id = $1::uuid and ($2::uuid is null or m.user_id = $2::uuid)`,
    [accountId, userId],
  );
  return rows.map(({ role, status, company, ...person }) => ({ ...person, values: { role, status, company } }));
}

export async function companies(sql: Queryable, accountId: string, companyId: string | null = null): Promise<Stored<CompanyValues>[]> {
  const rows = await sql.unsafe<({ id: string; externalId: string } & CompanyValues)[]>(
    `select c.id, ${nameOf('c')} as "externalId", c.name, c.trade, c.category, c.website_url as "websiteUrl", c.phone
     from companies c where c.account_id = $1::uuid and ($2::uuid is null or c.id = $2::uuid)`,
    [accountId, companyId],
  );
  return rows.map(({ id, externalId, ...values }) => ({ id, externalId, name: values.name, values }));
}

export async function projectValues(sql: Queryable, projectId: string): Promise<ProjectValues | null> {
  const [row] = await sql.unsafe<ProjectValues[]>(
    `select name, job_number as "jobNumber", project_type as "projectType", status, start_date::text as "startDate", end_date::text as "endDate",
       value::text as value, currency
     from projects where id = $1::uuid`,
    [projectId],
  );
  return row === undefined ? null : { ...row };
}

export async function projectMembers(
  sql: Queryable,
  projectId: string,
  userId: string | null = null,
): Promise<StoredPerson<ProjectMemberValues>[]> {
  const rows = await sql.unsafe<(Omit<StoredPerson<ProjectMemberValues>, 'values'> & ProjectMemberValues)[]>(
    `select u.id, ${nameOf('u')} as "externalId", ${personName} as name, u.email, m.access_level as "accessLevel", to_json(m.roles) as roles,
       ${nameOf('c')} as company
     from project_members m join users u on u.id = m.user_id left join companies c on c.id = m.company_id
     where m.project_id = $1::uuid and ($2::uuid is null or m.user_id = $2::uuid)`,
    [projectId, userId],
  );
  return rows.map(({ accessLevel, roles, company, ...person }) => ({ ...person, values: { accessLevel, roles, company } }));
}
