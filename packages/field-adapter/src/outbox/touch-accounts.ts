import { despiteDeadlocks } from '../field-db/despite-deadlocks.ts';
import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { touch } from './touches.ts';
import { wholeAccounts, wholeProjects } from './touched-records.ts';

/** Puts every record of the accounts into the outbox: how an account is sent again. Returns how many were put. */
export async function touchAccounts(field: FieldDatabase, accounts: readonly string[]): Promise<number> {
  return inField(() =>
    despiteDeadlocks(() =>
      touch(field, null, wholeAccounts(field, field`select a.id from accounts a where a.guid = any(${[...accounts]}::bpchar[])`)),
    ),
  );
}

/** Puts the projects with everything on them into the outbox. */
export async function touchProjects(sql: FieldSession, projects: readonly string[]): Promise<void> {
  if (projects.length === 0) return;
  await touch(sql, null, wholeProjects(sql, sql`select p.id, p.account_id from projects p where p.guid = any(${[...projects]}::bpchar[])`));
}
