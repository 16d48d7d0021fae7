import { nameKey, type Project, project as projectSchema, type ProvisionedPerson } from '@hq-field/contracts';
import { idIn } from '../administration/record-names.ts';
import { project as resource } from '../apply/definitions/project.ts';
import type { Sql } from '../hq-db/connections.ts';
import { timeOrderedId } from '../hq-db/time-ordered-id.ts';
import { provision } from '../provisioning/outbox.ts';
import { checked } from './checked.ts';
import { creating } from './creating.ts';
import { insertOwn } from './insert-own.ts';
import { OwnChangeError } from './own-change-error.ts';
import { putAccountMember, putPerson, putProjectAdministrator } from './put-person.ts';

export interface NewProject {
  /** HQ's id, when the caller has drawn it before, so that asking twice creates once; a new one without it. */
  id?: string;
  /** HQ's id of the account. */
  accountId: string;
  project: Omit<Project, 'hqId' | 'account'>;
  administrator: ProvisionedPerson;
}

/** HQ's own people create a project in an account. Field gets it as it gets an account. Returns HQ's id. Throws OwnChangeError. */
export async function createProject(sql: Sql, { id = timeOrderedId(), accountId, project, administrator }: NewProject): Promise<string> {
  if (idIn(accountId) === null)
    throw new OwnChangeError(
      'input_invalid',
      `${JSON.stringify(accountId)} is no id of HQ, which is a UUID. \`pnpm hq create-account\` prints the id of an account, and its address in the console ends with it.`,
    );
  // What the account is called in Field does not matter here; HQ may not know it yet.
  const data = checked(projectSchema, { ...project, account: accountId, hqId: null });
  return creating(sql, async (transaction) => {
    const [account] = await transaction`select from accounts where id = ${accountId} for key share`;
    if (account === undefined) throw new OwnChangeError('account_unknown', `HQ has no account of the id ${accountId}.`);
    const key = data.status === 'archived' ? null : nameKey(data.name);
    await insertOwn(transaction, resource, id, data, { account_id: accountId, live_name_key: key });
    const userId = await putPerson(transaction, administrator);
    await putAccountMember(transaction, accountId, userId, 'account_user');
    await putProjectAdministrator(transaction, id, accountId, userId);
    await provision(transaction, 'project', id, userId);
    return id;
  });
}
