import { type Account, account as accountSchema, type ProvisionedPerson } from '@hq-field/contracts';
import { keepFromTheStart } from '../administration/authority.ts';
import { account as resource } from '../apply/definitions/account.ts';
import type { Sql } from '../hq-db/connections.ts';
import { timeOrderedId } from '../hq-db/time-ordered-id.ts';
import { provision } from '../provisioning/outbox.ts';
import { checked } from './checked.ts';
import { creating } from './creating.ts';
import { insertOwn } from './insert-own.ts';
import { putAccountMember, putPerson } from './put-person.ts';

export interface NewAccount {
  /** HQ's id, when the caller has drawn it before, so that asking twice creates once; a new one without it. */
  id?: string;
  /** Without an id of HQ: HQ gives it one. */
  account: Omit<Account, 'hqId'>;
  administrator: ProvisionedPerson;
  /** HQ keeps its administration: Field's pages of it are already those of HQ. Without it Field does, like that of all others. */
  isKept?: boolean;
}

/** HQ's own people create an account. Field gets it: the outbox is written in the same transaction. Returns HQ's id. Throws OwnChangeError. */
export async function createAccount(
  sql: Sql,
  { id = timeOrderedId(), account, administrator, isKept = false }: NewAccount,
): Promise<string> {
  const data = checked(accountSchema, { ...account, hqId: null });
  return creating(sql, async (transaction) => {
    await insertOwn(transaction, resource, id, data, {});
    const userId = await putPerson(transaction, administrator);
    await putAccountMember(transaction, id, userId, 'account_admin');
    await provision(transaction, 'account', id, userId);
    if (isKept) await keepFromTheStart(transaction, id, 'The account was created in HQ');
    return id;
  });
}
