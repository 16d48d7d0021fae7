import type { RemoveInput, RemoveOutput } from '@hq-field/contracts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { findProvisioned, rememberProvisioned, takeTurns } from './provisioned.ts';
import { removeAccountRows, removeProjectRow } from './removals.ts';

interface Row {
  id: string;
  guid: string;
  living: boolean;
}

/**
 * provisioning.remove: one transaction. Capture sees it like any removal in Field, so that HQ gets the tombstones, and a copy of before
 * that some sender still holds comes too late. A put that HQ had read before is stale afterwards.
 */
export function remove(field: FieldDatabase, { entity, hqId, externalId, revision }: RemoveInput): Promise<RemoveOutput> {
  return field.begin(async (sql): Promise<RemoveOutput> => {
    await takeTurns(sql, `${entity} ${hqId}`);
    const known = await findProvisioned(sql, entity, hqId);
    const guid = externalId ?? known?.externalId ?? null;
    const row = guid === null ? null : await findRow(sql, entity, guid);
    if (row?.living === true) await (entity === 'account' ? removeAccountRows(sql, row.id) : removeProjectRow(sql, row.id));
    // What Field never had keeps HQ's id as its name: a put that comes late must find that it is over.
    const name = row?.guid ?? guid ?? hqId;
    if (known === null || known.revision < revision)
      await rememberProvisioned(sql, entity, hqId, { externalId: name, revision, administrator: null });
    return { outcome: row?.living === true ? 'removed' : 'unchanged', externalId: row?.guid ?? guid };
  });
}

async function findRow(sql: FieldSession, entity: RemoveInput['entity'], guid: string): Promise<Row | null> {
  const [row] = await sql<Row[]>`
    select id, guid::text as guid, deleted_at is null as living from ${sql(`${entity}s`)}
    where guid = ${guid} order by deleted_at is not null, id limit 1 for update`;
  return row ?? null;
}
