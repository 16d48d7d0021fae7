import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';

/**
 * Keeps the HQ ids of projects that are about to be deleted, alone or with their accounts; `ids` are HQ's. Field remembers the ids of projects: one
 * that comes back has to find its own known.
 */
export async function keepProjectIds(sql: Queryable, deleted: 'account' | 'project', ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql.unsafe(
    `
    insert into tombstones (entity, external_id, version, hq_id)
    select 'project', project.external_id, project.source_version, project.id
    from projects project
    where project.${deleted === 'account' ? 'account_id' : 'id'} = any($1::uuid[]) and project.external_id is not null
    on conflict (entity, external_id) do nothing`,
    [arrayLiteral(ids)],
  );
}
