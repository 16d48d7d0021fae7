import type { FieldDatabase } from '@hq-field/field-adapter';
import type postgres from 'postgres';
import type { Edit, Stored, Values } from './administration.ts';
import { refuseNewer } from './digest.ts';
import { refuseWhatHqKeeps } from './fence.ts';
import { WriteRefusedError } from './write-refused-error.ts';

export type Transaction = postgres.TransactionSql;

/**
 * A change between two looks at the gate: `mayWrite` is called when nothing but the writes is left, and the gate is asked again before the
 * commit. A change of an account begins with `lockAccount` or `lockProject`, which hold it to the fence in Field's database.
 */
export async function fenced<T>(
  field: FieldDatabase,
  edit: Edit,
  change: (sql: Transaction, mayWrite: () => Promise<void>) => Promise<T>,
): Promise<T> {
  // postgres.js gives the type of a transaction's result in a form of its own; in a box it stays plain.
  const { result } = await field.begin(async (sql) => {
    if (edit.traceparent !== undefined) await sql`select set_config('outbound.traceparent', ${edit.traceparent}, true)`;
    const changed = await change(sql, edit.fence);
    await edit.fence();
    return { result: changed };
  });
  return result;
}

/** What is stored, while it is what the form showed. */
export async function asShown<V extends Values>(edit: Edit, reading: Promise<Stored<V> | null>): Promise<Stored<V>> {
  const stored = await reading;
  if (stored === null) throw new WriteRefusedError({ code: 'gone' }, 'Somebody else has removed this meanwhile.');
  refuseNewer(edit, stored.values);
  return stored;
}

/**
 * Changes of an account's people and companies come one after the other; customers who only read do not wait. The fence comes after the row:
 * a move waits for who writes, not for who waits.
 */
export async function lockAccount(sql: Transaction, account: string): Promise<string> {
  const [row] = await sql<{ id: string }[]>`select id from accounts where guid = ${account} and deleted_at is null for no key update`;
  if (row === undefined) throw new WriteRefusedError({ code: 'gone' }, 'Somebody else has removed this account meanwhile.');
  await refuseWhatHqKeeps(sql, account);
  return row.id;
}

/** As `lockAccount`, for a project and its account: what an account's projects and people share is asked and written in turn. */
export async function lockProject(sql: Transaction, project: string): Promise<{ id: string; accountId: string }> {
  const [account] = await sql<{ id: string }[]>`
    select id from accounts where id = (select account_id from projects where guid = ${project} and deleted_at is null) for no key update`;
  const [row] = await sql<{ id: string; accountId: string; account: string | null }[]>`
    select p.id, p.account_id as "accountId", (select a.guid::text from accounts a where a.id = p.account_id) as account
    from projects p where p.guid = ${project} and p.deleted_at is null for no key update`;
  if (row === undefined) throw new WriteRefusedError({ code: 'gone' }, 'Somebody else has removed this project meanwhile.');
  if (row.account !== null && row.accountId !== account?.id)
    throw new WriteRefusedError({ code: 'gone' }, 'Somebody else has moved this project to another account meanwhile.');
  // A project of no account is nobody's in HQ.
  if (row.account !== null) await refuseWhatHqKeeps(sql, row.account);
  return row;
}

/** The company of an account by its guid; null for none. */
export async function companyId(sql: Transaction, accountId: string, company: string): Promise<string | null> {
  if (company === '') return null;
  const [row] = await sql<{ id: string }[]>`
    select id from companies where guid = ${company} and account_id = ${accountId} and deleted_at is null`;
  if (row === undefined)
    throw new WriteRefusedError({ code: 'invalid', field: 'company' }, 'This company is not in the account. Choose another one.');
  return row.id;
}

export const orNull = (text: string): string | null => (text === '' ? null : text);
