import type { Queryable } from '../hq-db/connections.ts';
import { ChangeRefusedError } from './change-refused-error.ts';
import { idIn, isNamed, namedFirst } from './record-names.ts';

/** HQ's id of a company of the account; null for none. Throws when the account has no such company. */
export async function companyIdOf(sql: Queryable, accountId: string, company: string | null): Promise<string | null> {
  if (company === null) return null;
  const id = await findCompanyId(sql, accountId, company);
  if (id === null)
    throw new ChangeRefusedError('company_unknown', 'This company is not in the account. Choose another one.', { field: 'company' });
  return id;
}

export async function findCompanyId(sql: Queryable, accountId: string, company: string): Promise<string | null> {
  const [row] = await sql.unsafe<{ id: string }[]>(
    `select c.id from companies c where c.account_id = $3::uuid and ${isNamed('c', 1)} order by ${namedFirst('c', 1)} limit 1`,
    [company, idIn(company), accountId],
  );
  return row?.id ?? null;
}
