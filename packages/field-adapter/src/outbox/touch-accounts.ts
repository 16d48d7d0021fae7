import type { FieldDatabase } from '../field-db/open-field.ts';
import { touch } from './touches.ts';
import { wholeAccounts } from './touched-records.ts';

/** Puts every record of the accounts into the outbox: how an account is sent again. Returns how many were put. */
export async function touchAccounts(field: FieldDatabase, accounts: readonly string[]): Promise<number> {
  return field.begin((sql) =>
    touch(sql, null, wholeAccounts(sql, sql`select a.id from accounts a where a.guid = any(${[...accounts]}::bpchar[])`)),
  );
}
