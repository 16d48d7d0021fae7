import { randomUUID } from 'node:crypto';
import { nameKey } from '@hq-field/contracts';
import type { FieldDatabase } from '@hq-field/field-adapter';
import type { AdministrationWrites } from './administration.ts';
import { asShown, fenced, lockAccount, orNull, type Transaction } from './fenced.ts';
import { companyValues } from './legacy-reads.ts';
import { WriteRefusedError } from './write-refused-error.ts';

/** The companies of an account; no two have names with one key, or HQ would take them for one. */
export function companyWrites(field: FieldDatabase): Pick<AdministrationWrites, 'addCompany' | 'changeCompany' | 'removeCompany'> {
  return {
    addCompany: (account, { name, trade, category, website, telephone }, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const accountId = await lockAccount(sql, account);
        await refuseTaken(sql, accountId, name, null);
        await mayWrite();
        await sql`
          insert into companies (guid, account_id, name, ctype, category, url, telephone, created_at, updated_at)
          values (${randomUUID()}, ${accountId}, ${name}, ${orNull(trade)}, ${orNull(category)}, ${orNull(website)}, ${orNull(telephone)}, now(), now())`;
      }),
    changeCompany: (account, company, { name, trade, category, website, telephone }, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const accountId = await lockAccount(sql, account);
        const { values } = await asShown(edit, companyValues(sql, account, company));
        if (name !== values.name) await refuseTaken(sql, accountId, name, company);
        await mayWrite();
        await sql`
          update companies set name = ${name}, ctype = ${orNull(trade)}, category = ${orNull(category)}, url = ${orNull(website)},
            telephone = ${orNull(telephone)}, updated_at = now()
          where guid = ${company}`;
      }),
    removeCompany: (account, company, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const accountId = await lockAccount(sql, account);
        await asShown(edit, companyValues(sql, account, company));
        const [row] = await sql<{ id: string }[]>`select id from companies where guid = ${company}`;
        const id = row?.id ?? null;
        await mayWrite();
        await sql`update companies set deleted_at = now(), updated_at = now() where id = ${id}`;
        await sql`update account_users set company_id = null, updated_at = now() where account_id = ${accountId} and company_id = ${id}`;
        await sql`
          update contacts set company_id = null, updated_at = now()
          where company_id = ${id} and project_id in (select id from projects where account_id = ${accountId})`;
        await sql`
          delete from project_companies where company_id = ${id} and project_id in (select id from projects where account_id = ${accountId})`;
      }),
  };
}

async function refuseTaken(sql: Transaction, accountId: string, name: string, besides: string | null): Promise<void> {
  const others = await sql<{ name: string }[]>`
    select name from companies where account_id = ${accountId} and deleted_at is null and name is not null and guid is distinct from ${besides}`;
  if (others.some((other) => nameKey(other.name) === nameKey(name)))
    throw new WriteRefusedError({ code: 'invalid', field: 'name' }, 'The account has a company of this name already. Enter another name.');
}
