import type { Entity } from '@hq-field/contracts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import { OvertakenError } from '../overtaken-error.ts';

/** A deletion that was read: its record, and the version of it. */
export interface KeptDeletion {
  externalId: string;
  version: number;
}

/** Keeps versions of deletions; a newer one that is there already stays. One of the same version may learn the id of a row that came after it. */
export async function keepTombstones(
  sql: Queryable,
  entity: Entity,
  tombstones: readonly { externalId: string; version: number; hqId: string | null }[],
): Promise<void> {
  if (tombstones.length === 0) return;
  const sorted = tombstones.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
  await sql.unsafe(
    `
    insert into tombstones (entity, external_id, version, hq_id)
    select $1::text, k.external_id, k.version, k.hq_id
    from unnest($2::text[], $3::bigint[], $4::uuid[]) as k(external_id, version, hq_id)
    on conflict (entity, external_id) do update
    set version = excluded.version, hq_id = coalesce(excluded.hq_id, tombstones.hq_id), recorded_at = excluded.recorded_at
    where tombstones.version <= excluded.version`,
    [
      entity,
      arrayLiteral(sorted.map(({ externalId }) => externalId)),
      arrayLiteral(sorted.map(({ version }) => version)),
      arrayLiteral(sorted.map(({ hqId }) => hqId)),
    ],
    { prepare: true },
  );
}

/** Ends tombstones of records that are back. Throws OvertakenError when one is not what was read: a newer deletion stays. */
export async function liftTombstones(sql: Queryable, entity: Entity, read: readonly KeptDeletion[]): Promise<void> {
  if (read.length === 0) return;
  const sorted = read.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
  const lifted = await sql.unsafe(
    `
    delete from tombstones t
    using unnest($2::text[], $3::bigint[]) as k(external_id, version)
    where t.entity = $1::text and t.external_id = k.external_id and t.version = k.version`,
    [entity, arrayLiteral(sorted.map(({ externalId }) => externalId)), arrayLiteral(sorted.map(({ version }) => version))],
    { prepare: true },
  );
  if (lifted.count < sorted.length) throw new OvertakenError();
}
