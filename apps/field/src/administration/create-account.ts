import { randomUUID } from 'node:crypto';
import type { FieldDatabase } from '@hq-field/field-adapter';
import type postgres from 'postgres';
import { FieldAppError } from '../field-app-error.ts';
import { loginOf, type LoginWanted } from './login-of.ts';

export interface NewFieldAccount {
  name: string;
  /** Last day of the trial, YYYY-MM-DD; null for a paying customer. */
  trialUntil: string | null;
  creator: LoginWanted;
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
