import type { Account } from '@hq-field/contracts';
import { account } from '../../apply/definitions/account.ts';
import { readable } from '../../apply/definitions/stored-field.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Identity } from '../identity.ts';

export interface AccountRecord extends Omit<Account, 'hqId'> {
  id: string;
  externalId: string | null;
  /** What whoever looks is in the account; null for somebody who is not in it. */
  role: 'account_admin' | 'account_user' | null;
}

const fields = account.stored.map((field) => `${readable('a', field)} as "${field.field}"`).join(', ');

export async function readAccount(sql: Queryable, { userId }: Identity, id: string): Promise<AccountRecord | null> {
  const [row] = await sql.unsafe<AccountRecord[]>(
    `select a.id, a.external_id as "externalId", ${fields}, m.role
     from accounts a left join account_members m on m.account_id = a.id and m.user_id = $2::uuid and m.status = 'active'
     where a.id = $1::uuid`,
    [id, userId],
  );
  return row ?? null;
}
