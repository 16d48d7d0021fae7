import type { Entity } from '@hq-field/contracts';
import type { Sql } from '../hq-db/connections.ts';
import { attempt } from './attempt.ts';

/**
 * Applies the deletion that HQ has kept of a record, if any, to a row that has got the record's name since. To be called after the commit that
 * gave the name: a deletion that is committed later looks again by itself. Throws as a batch does.
 */
export async function applyKeptTombstone(sql: Sql, entity: Entity, externalId: string): Promise<void> {
  const [kept] = await sql.unsafe<{ version: number }[]>(
    `select version::float8 as version from tombstones where entity = $1 and external_id = $2`,
    [entity, externalId],
  );
  if (kept !== undefined) await attempt(sql, [{ entity, externalId, version: kept.version, data: null }]);
}
