import type postgres from 'postgres';
import { hqIdColumns } from '../delivery/write-back.ts';
import { despiteDeadlocks } from '../field-db/despite-deadlocks.ts';
import { toFieldError } from '../field-db/field-error.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { touchQuarantined } from './quarantine.ts';

/** An id of HQ that Field kept and HQ does not know. */
export interface ForgottenId {
  entity: 'account' | 'project';
  externalId: string;
  hqId: string;
}

/**
 * Takes ids out of Field that HQ says it does not know, and puts their records into the outbox: HQ gives them new ones. For an HQ that came
 * back from a backup: what it created after that had ids that are gone. Returns what was forgotten. Throws FieldError.
 */
export async function forgetHqIds(field: FieldDatabase): Promise<ForgottenId[]> {
  try {
    return await despiteDeadlocks(() =>
      field.begin(async (sql) => {
        // What Field's users see does not change: nothing is captured.
        await sql`select set_config('outbound.write_back', 'on', true)`;
        const accounts = await forget(sql, 'account', sql`select id from accounts where guid in (${unknown(sql, 'account')})`);
        // An HQ that does not know an account knows none of its projects.
        const within = accounts.map(({ externalId }) => externalId);
        const projects = await forget(
          sql,
          'project',
          sql`
          select p.id from projects p where p.guid in (${unknown(sql, 'project')})
          union select p.id from projects p join accounts a on a.id = p.account_id where a.guid = any(${within}::bpchar[])`,
        );
        await touchQuarantined(sql, { code: 'hq_id_unknown' });
        return [...accounts, ...projects];
      }),
    );
  } catch (error) {
    throw toFieldError(error);
  }
}

function unknown(sql: FieldSession, entity: ForgottenId['entity']) {
  return sql`select external_id::bpchar from outbound.quarantine where entity = ${entity} and code = 'hq_id_unknown'`;
}

function forget(sql: FieldSession, entity: ForgottenId['entity'], ids: postgres.Fragment): Promise<ForgottenId[]> {
  const { table, column } = hqIdColumns[entity];
  return sql<ForgottenId[]>`
    with known as (
      select id, ${sql(column)} as hq_id from ${sql(table)} where id in (${ids}) and ${sql(column)} is not null order by id for no key update
    )
    update ${sql(table)} t set ${sql(column)} = null from known k where t.id = k.id
    returning ${entity} as entity, t.guid::text as "externalId", k.hq_id::text as "hqId"`.then((rows) => [...rows]);
}
