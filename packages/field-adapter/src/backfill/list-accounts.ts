import { toFieldError } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import { unassignedAccount } from '../field-db/records.ts';

export interface NamedAccount {
  externalId: string;
  deleted: boolean;
}

export interface FieldAccount extends NamedAccount {
  /** Rows that make its records, about as many as records. */
  rows: number;
}

/** Accounts of Field by name alone, all or those asked for that it has, deleted ones too; at the end the unassigned unit. Throws FieldError. */
export async function nameAccounts(field: FieldDatabase, asked: readonly string[] | null): Promise<NamedAccount[]> {
  try {
    const accounts = await field<NamedAccount[]>`
      select guid::text as "externalId", deleted_at is not null as deleted from accounts
      where ${asked === null ? field`true` : field`guid = any(${[...asked]}::bpchar[])`} order by id`;
    return [...accounts, ...(asked?.includes(unassignedAccount) === false ? [] : [{ externalId: unassignedAccount, deleted: false }])];
  } catch (error) {
    throw toFieldError(error);
  }
}

/** All accounts of Field, deleted ones too (their living rows are accounted for), in pages; at the end the unassigned unit. */
export async function* listAccounts(field: FieldDatabase): AsyncGenerator<FieldAccount[]> {
  try {
    const accounts = field<FieldAccount[]>`
      with
      sizes as (
        select account_id, count(*) * 2 as rows from account_users where deleted_at is null group by account_id
        union all select account_id, count(*) from companies where deleted_at is null group by account_id
        union all select account_id, count(*) from projects where deleted_at is null group by account_id
        union all select p.account_id, count(*) from contacts c join projects p on p.id = c.project_id where c.deleted_at is null group by p.account_id
        union all select p.account_id, count(*) from project_companies j join projects p on p.id = j.project_id group by p.account_id
      ),
      totals as (select account_id, sum(rows)::int as rows from sizes group by account_id)
      select a.guid::text as "externalId", a.deleted_at is not null as deleted, coalesce(t.rows, 0) + 1 as rows
      from accounts a left join totals t on t.account_id = a.id order by a.id`;
    for await (const page of accounts.cursor(1000)) yield [...page];
    yield [{ externalId: unassignedAccount, deleted: false, rows: 1 }];
  } catch (error) {
    throw toFieldError(error);
  }
}
