import type postgres from 'postgres';
import type { FieldSession } from '../field-db/open-field.ts';

/**
 * Field's own copy of the authority: the accounts whose administration HQ keeps, each with its epoch, and those that HQ has given back, or
 * has made for Field. Idempotent; part of what `install` adds to Field.
 */
export async function createAdministeredByHqTable(sql: FieldSession): Promise<void> {
  await sql`
    create table if not exists outbound.administered_by_hq (
      account text collate "C" primary key,
      epoch bigint not null,
      since timestamptz not null default clock_timestamp()
    )`;
  await sql`
    create table if not exists outbound.given_back (account text collate "C" primary key, at timestamptz not null default clock_timestamp())`;
}

/** What a write of an account holds together with others until its transaction ends, and a move to HQ holds alone for a moment. */
export function lockOf(sql: FieldSession, account: string): postgres.Fragment {
  return sql`hashtextextended(${`administration ${account}`}, 0)`;
}
