import type { AdministerCreateProjectInput, AdministerCreateProjectOutput } from '@hq-field/contracts';
import type { Sql } from '../hq-db/connections.ts';
import { insertProject } from './insert-project.ts';
import { changeOfAccount } from './make-change.ts';
import { projectValues } from './stored.ts';

export function createProject(database: Sql, input: AdministerCreateProjectInput): Promise<AdministerCreateProjectOutput> {
  const { name, startDate } = input;
  return changeOfAccount(database, input, async ({ sql, account, actorId }) => {
    const id = await insertProject(sql, { accountId: account.id, name, startDate, administratorId: actorId });
    const after = await projectValues(sql, id);
    return { entity: 'project', recordId: id, externalId: id, what: 'added', before: null, after };
  });
}
