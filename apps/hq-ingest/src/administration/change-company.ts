import { type ChangeCompanyInput, type ChangeCompanyOutput, nameKey } from '@hq-field/contracts';
import type { Queryable, Sql } from '../hq-db/connections.ts';
import { timeOrderedId } from '../hq-db/time-ordered-id.ts';
import { ChangeRefusedError } from './change-refused-error.ts';
import { findCompanyId } from './companies-of-account.ts';
import { asShown, type Changing, changeOfAccount, type MadeChange } from './make-change.ts';
import { companies, type CompanyValues, type Stored } from './stored.ts';

export function changeCompany(database: Sql, input: ChangeCompanyInput): Promise<ChangeCompanyOutput> {
  const { company, seen, values } = input;
  return changeOfAccount(database, input, async (changing) => {
    if (company === null && values !== null) return add(changing, values);
    const id = company === null ? null : await findCompanyId(changing.sql, changing.account.id, company);
    const [stored] = id === null ? [] : await companies(changing.sql, changing.account.id, id);
    const current = asShown(stored, seen);
    return values === null ? remove(changing, current) : change(changing, current, values);
  });
}

async function add({ sql, account }: Changing, values: CompanyValues): Promise<MadeChange> {
  await refuseTaken(sql, account.id, values.name, null);
  const id = timeOrderedId();
  await sql.unsafe(
    `insert into companies (id, account_id, name, trade, category, website_url, phone, name_key) values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8)`,
    [id, account.id, values.name, values.trade, values.category, values.websiteUrl, values.phone, nameKey(values.name)],
  );
  return { entity: 'company', recordId: id, externalId: id, what: 'added', before: null, after: values };
}

async function change(
  { sql, account }: Changing,
  { id, externalId, values: before }: Stored<CompanyValues>,
  values: CompanyValues,
): Promise<MadeChange> {
  await refuseTaken(sql, account.id, values.name, id);
  await sql.unsafe(
    `update companies set name = $2, trade = $3, category = $4, website_url = $5, phone = $6, name_key = $7, updated_at = now() where id = $1::uuid`,
    [id, values.name, values.trade, values.category, values.websiteUrl, values.phone, nameKey(values.name)],
  );
  return { entity: 'company', recordId: id, externalId, what: 'changed', before, after: values };
}

/** Its people stay, without a company: their rows point to none afterwards. */
async function remove({ sql }: Changing, { id, externalId, values: before }: Stored<CompanyValues>): Promise<MadeChange> {
  await sql.unsafe(`delete from companies where id = $1::uuid`, [id]);
  return { entity: 'company', recordId: id, externalId, what: 'removed', before, after: null };
}

async function refuseTaken(sql: Queryable, accountId: string, name: string, besides: string | null): Promise<void> {
  const [taken] = await sql.unsafe(
    `select 1 from companies where account_id = $1::uuid and name_key = $2 and id is distinct from $3::uuid limit 1`,
    [accountId, nameKey(name), besides],
  );
  if (taken !== undefined)
    throw new ChangeRefusedError('name_taken', 'The account has a company of this name already. Enter another name.', { field: 'name' });
}
