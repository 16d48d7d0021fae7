import { randomUUID } from 'node:crypto';
import type { FieldDatabase } from '@hq-field/field-adapter';
import type postgres from 'postgres';
import { refuseWhatHqKeeps } from './fence.ts';
import { FieldAppError } from '../field-app-error.ts';

export interface NewFieldProject {
  /** Guid of the account. */
  account: string;
  /** Its guid, where it has one already; a new one without it. */
  guid?: string;
  name: string;
  /** Guid of the login of who creates it, a member of the account. */
  creator: string;
  startDate: string | null;
}

/** A member of an account creates a project in Field and administers it: one transaction of Field's own tables. Returns its guid. */
export function createProject(field: FieldDatabase, wanted: NewFieldProject): Promise<string> {
  if (wanted.name.trim() === '') throw new FieldAppError('usage', 'A project needs a name.');
  return field.begin((sql) => insertProject(sql, wanted));
}

/** The same in the caller's transaction. */
export async function insertProject(
  sql: postgres.TransactionSql,
  { account, guid = randomUUID(), name, creator, startDate }: NewFieldProject,
): Promise<string> {
  const [member] = await sql<{ accountId: string; userId: string }[]>`
    select a.id as "accountId", u.id as "userId" from accounts a
    join account_users m on m.account_id = a.id and m.deleted_at is null
    join users u on u.id = m.user_id and u.deleted_at is null
    where a.guid = ${account} and a.deleted_at is null and u.guid = ${creator} limit 1`;
  if (member === undefined)
    throw new FieldAppError(
      'usage',
      `${creator} is no member of a living account ${account}. A project is created by a member of its account.`,
    );
  await refuseWhatHqKeeps(sql, account);
  const [project] = await sql<{ id: string }[]>`
    insert into projects (guid, account_id, name, status, is_active, start_date, locale, created_at, updated_at)
    values (${guid}, ${member.accountId}, ${name.trim()}, 'active', true, ${startDate}, 'en', now(), now()) returning id`;
  await sql`
    insert into contacts (guid, project_id, user_id, project_admin, status, created_at, updated_at)
    values (${randomUUID()}, ${project?.id ?? null}, ${member.userId}, true, 'active', now(), now())`;
  return guid;
}
