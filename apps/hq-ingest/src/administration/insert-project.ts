import { nameKey, type Project, project as projectSchema } from '@hq-field/contracts';
import { project as resource } from '../apply/definitions/project.ts';
import type { Queryable } from '../hq-db/connections.ts';
import { timeOrderedId } from '../hq-db/time-ordered-id.ts';
import { insertOwn } from '../own-changes/insert-own.ts';
import { plainProject } from '../own-changes/plain-project.ts';
import { putProjectAdministrator } from '../own-changes/put-person.ts';
import { provision } from '../provisioning/outbox.ts';
import { refuseTaken } from './change-project.ts';
import { ChangeRefusedError } from './change-refused-error.ts';

type FromAccount = Pick<Project, 'timezone' | 'language' | 'startDate' | 'endDate' | 'trial' | 'currency'>;

/** Makes a project of which nothing but the name is known, as Field's own are mapped, with its administrator. Field gets it. Returns HQ's id. */
export async function insertProject(
  sql: Queryable,
  { accountId, name, startDate, administratorId }: { accountId: string; name: string; startDate: string | null; administratorId: string },
): Promise<string> {
  const [account] = await sql.unsafe<FromAccount[]>(
    `select timezone, language, coalesce(currency, 'USD') as currency, kind = 'trial' as trial,
       coalesce($2::date, current_date)::text as "startDate", (coalesce($2::date, current_date) + interval '1 year')::date::text as "endDate"
     from accounts where id = $1::uuid`,
    [accountId, startDate],
  );
  const data = projectSchema.safeParse({
    ...plainProject,
    ...account,
    account: accountId,
    name,
    projectType: 'Other',
    value: '0.00',
    hqId: null,
  });
  if (!data.success)
    throw new ChangeRefusedError('value_invalid', 'The project cannot be a year long from this day. Enter an earlier first day.', {
      field: 'startDate',
      cause: data.error,
    });
  await refuseTaken(sql, accountId, nameKey(name), null);
  const id = timeOrderedId();
  await insertOwn(sql, resource, id, data.data, { account_id: accountId, live_name_key: nameKey(name) });
  await putProjectAdministrator(sql, id, accountId, administratorId);
  await provision(sql, 'project', id, administratorId);
  return id;
}
