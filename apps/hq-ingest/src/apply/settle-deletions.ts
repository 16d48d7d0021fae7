import { arrayLiteral } from '../hq-db/array-literal.ts';
import type { Sql } from '../hq-db/connections.ts';
import { entityNames } from '@hq-field/contracts';
import { type Item, itemsOf, type Outcomes, type Tombstone, type Upsert } from './batch.ts';
import { stale } from './outcomes.ts';
import { applyTombstones } from './tombstones/apply-tombstones.ts';
import { readJoinsGoneBefore } from './tombstones/read-joins-gone-before.ts';

/*
 * A copy of a record and its tombstone may be applied at the same moment by two batches that do not see each other: the copy
 * finds no tombstone, the tombstone finds no row. So each looks again after its own commit. Whoever committed last sees both, and
 * the row goes. The same holds of a join that gets another name when its parent's row goes over, whichever of the two came first. A server that dies in between has not answered, so the batch is sent again and looks again.
 */

/** Looks after the commit of `outcomes` and corrects them where a deletion was newer. */
export async function settleDeletions(sql: Sql, outcomes: Outcomes): Promise<void> {
  const missed = await missedTombstones(sql, outcomes);
  const unseen = itemsOf(
    outcomes,
    (item, outcome): item is Tombstone => item.data === null && (outcome === 'applied' || outcome === 'unchanged'),
  );
  const again = highestEach([...missed.values(), ...unseen, ...(await readJoinsGoneBefore(sql, outcomes))]);
  if (again.length === 0) return;
  await sql.begin(async (transaction) => {
    for (const entity of entityNames.toReversed())
      await applyTombstones(
        transaction,
        entity,
        again.filter((item) => item.entity === entity),
      );
  });
  for (const item of missed.keys()) outcomes.set(item, stale(item.externalId));
}

/** One tombstone of each record: one that was found on two ways would count its row twice. The highest version stays. */
function highestEach(tombstones: readonly Tombstone[]): Tombstone[] {
  const upwards = tombstones.toSorted((one, other) => one.version - other.version);
  return [...new Map(upwards.map((one) => [`${one.entity} ${one.externalId}`, one])).values()];
}

/** Upserts for which HQ holds a newer tombstone, with that tombstone. */
async function missedTombstones(sql: Sql, outcomes: Outcomes): Promise<Map<Item, Tombstone>> {
  const upserts = itemsOf(
    outcomes,
    (item, outcome): item is Upsert => item.data !== null && (outcome === 'applied' || outcome === 'stale'),
  );
  if (upserts.length === 0) return new Map();
  const rows = await sql.unsafe<{ ord: number; version: number }[]>(
    `
    select k.ord::int as ord, tombstone.version::float8 as version
    from unnest($1::text[], $2::text[], $3::bigint[]) with ordinality as k(entity, external_id, version, ord)
    join tombstones tombstone on tombstone.entity = k.entity and tombstone.external_id = k.external_id
    where tombstone.version > k.version`,
    [
      arrayLiteral(upserts.map(({ entity }) => entity)),
      arrayLiteral(upserts.map(({ externalId }) => externalId)),
      arrayLiteral(upserts.map(({ version }) => version)),
    ],
    { prepare: true },
  );
  const missed = new Map<Item, Tombstone>();
  for (const { ord, version } of rows) {
    const item = upserts[ord - 1];
    if (item !== undefined) missed.set(item, { entity: item.entity, externalId: item.externalId, version, data: null });
  }
  return missed;
}
