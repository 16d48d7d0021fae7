import { type ChangeProjectInput, type ChangeProjectOutput, nameKey } from '@hq-field/contracts';
import type { Queryable, Sql } from '../hq-db/connections.ts';
import { provision, takeOut } from '../provisioning/outbox.ts';
import { ChangeRefusedError } from './change-refused-error.ts';
import { asShown, changeOfProject } from './make-change.ts';
import { projectValues } from './stored.ts';

export function changeProject(database: Sql, input: ChangeProjectInput): Promise<ChangeProjectOutput> {
  const { seen, values } = input;
  return changeOfProject(database, input, async ({ sql, account, project: { id, externalId } }) => {
    const current = await projectValues(sql, id);
    const before = asShown(current === null ? null : { values: current }, seen).values;
    const made = { entity: 'project', recordId: id, externalId, before } as const;
    if (values === null) {
      await takeOut(sql, 'project', id);
      return { ...made, what: 'removed', after: null };
    }
    const key = values.status === 'archived' ? null : nameKey(values.name);
    await refuseTaken(sql, account.id, key, id);
    await sql.unsafe(
      `update projects set name = $2, job_number = $3, project_type = $4, status = $5, start_date = $6::date, end_date = $7::date,
         value = $8::numeric, currency = $9, live_name_key = $10, updated_at = now()
       where id = $1::uuid`,
      [
        id,
        values.name,
        values.jobNumber,
        values.projectType,
        values.status,
        values.startDate,
        values.endDate,
        values.value,
        values.currency,
        key,
      ],
    );
    await provision(sql, 'project', id, null);
    return { ...made, what: 'changed', after: values };
  });
}

/** No two living projects of an account have one name; an archived one reserves none (its key is null). */
export async function refuseTaken(sql: Queryable, accountId: string, key: string | null, besides: string | null): Promise<void> {
  const [taken] = await sql.unsafe(
    `select 1 from projects where account_id = $1::uuid and live_name_key = $2 and id is distinct from $3::uuid limit 1`,
    [accountId, key, besides],
  );
  if (taken !== undefined)
    throw new ChangeRefusedError('name_taken', 'The account has a living project of this name; choose another, or archive that one.', {
      field: 'name',
    });
}
