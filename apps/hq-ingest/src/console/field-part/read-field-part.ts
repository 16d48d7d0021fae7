import type { Queryable } from '../../hq-db/connections.ts';
import type { ProvisionedEntity } from '../../provisioning/outbox.ts';

/** Where a record stands with Field. */
export type FieldPart =
  | { state: 'held'; externalId: string }
  /** HQ has never put it to Field. */
  | { state: 'absent' }
  | { state: 'waiting'; externalId: string | null; since: Date; attempts: number; because: string | null }
  | { state: 'refused'; externalId: string | null; since: Date; attempts: number; because: string };

/** A record that waits may be held already: then Field lacks its last change. */
export async function readFieldPart(
  sql: Queryable,
  entity: ProvisionedEntity,
  { id, externalId }: { id: string; externalId: string | null },
): Promise<FieldPart> {
  const [row] = await sql.unsafe<{ since: Date; attempts: number; waits: string | null; refused: string | null }[]>(
    `select since, attempts, waits_because as waits, refused_because as refused from provisioning where entity = $1 and record_id = $2::uuid`,
    [entity, id],
  );
  if (row === undefined) return externalId === null ? { state: 'absent' } : { state: 'held', externalId };
  const { since, attempts, waits, refused } = row;
  if (refused !== null) return { state: 'refused', externalId, since, attempts, because: refused };
  return { state: 'waiting', externalId, since, attempts, because: waits };
}
