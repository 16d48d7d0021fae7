import { randomUUID } from 'node:crypto';
import type { FieldDatabase } from '@hq-field/field-adapter';
import type postgres from 'postgres';
import { FieldAppError } from '../field-app-error.ts';

export interface NewFieldAccount {
  name: string;
  /** Last day of the trial, YYYY-MM-DD; null for a paying customer. */
  trialUntil: string | null;
  creator: { email: string; firstName: string | null; lastName: string | null };
}

/** What was made, by guid. */
export interface CreatedAccount {
  account: string;
  creator: string;
}

/** A customer creates an account in Field, as its administrator: one transaction of Field's own tables. */
export function createAccount(field: FieldDatabase, wanted: NewFieldAccount): Promise<CreatedAccount> {
  if (wanted.name.trim() === '') throw new FieldAppError('usage', 'An account needs a name.');
  return field.begin((sql) => insertAccount(sql, wanted));
}

/** The same in the caller's transaction. */
export async function insertAccount(sql: postgres.TransactionSql, { name, trialUntil, creator }: NewFieldAccount): Promise<CreatedAccount> {
  const login = await loginOf(sql, creator);
  const guid = randomUUID();
  const [account] = await sql<{ id: string }[]>`
    insert into accounts (guid, name, status, is_trial, trial_expires_on, locale, owner_user_id, created_at, updated_at)
    values (${guid}, ${name.trim()}, 'active', ${trialUntil !== null}, ${trialUntil}, 'en', ${login.id}, now(), now()) returning id`;
  await sql`
    insert into account_users (account_id, user_id, role, status, created_at, updated_at)
    values (${account?.id ?? null}, ${login.id}, 'admin', 'active', now(), now())`;
  if (trialUntil !== null)
    await sql`
      insert into free_trials (account_id, requested_by_email, starts_on, expires_on, created_at, updated_at)
      values (${account?.id ?? null}, ${creator.email}, current_date, ${trialUntil}, now(), now())`;
  return { account: guid, creator: login.guid };
}

/** The living login with this e-mail as Field's sign-in finds it, or a new one. */
export async function loginOf(
  sql: postgres.TransactionSql,
  { email, firstName, lastName }: NewFieldAccount['creator'],
): Promise<{ id: string; guid: string }> {
  const [known] = await sql<{ id: string; guid: string }[]>`
    select id, guid::text as guid from users where email = ${email.trim()} and deleted_at is null order by id limit 1`;
  if (known !== undefined) return known;
  const [made] = await sql<{ id: string; guid: string }[]>`
    insert into users (guid, email, first_name, last_name, status, created_at, updated_at)
    values (${randomUUID()}, ${email.trim()}, ${firstName}, ${lastName}, 'active', now(), now()) returning id, guid::text as guid`;
  return made as { id: string; guid: string };
}
