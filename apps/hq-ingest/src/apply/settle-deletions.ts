import { arrayLiteral } from '../hq-db/array-literal.ts';
import type { Sql } from '../hq-db/connections.ts';
import { entityNames, type Outcome } from '@hq-field/contracts';
import { beginBehindGate } from './authority/batch-gate.ts';
import { type Item, itemsOf, type Outcomes, type Tombstone, type Upsert } from './batch.ts';
import { stale } from './outcomes.ts';
import { applyTombstones } from './tombstones/apply-tombstones.ts';
import { readJoinsGoneBefore } from './tombstones/read-joins-gone-before.ts';

/*
 * A copy of a record and its tombstone may be applied at the same moment by two batches that do not see each other: the copy
 * finds no tombstone, the tombstone finds no row. So each looks again after its own commit. Whoever committed last sees both, and
 * the row goes. The same holds of a join that gets another name when its parent's row goes over, whichever of the two came first. A server that dies in between has not answered, so the batch is sent again and looks again.
 * What belongs to an account that HQ keeps by then is left as it is: the rows may be those of its administrators.
 */

/** A deletion to be looked at once more, and the item of the batch that is told what came of it. */
interface Look {
  tombstone: Tombstone;
  item: Item;
}

/** Looks after the commit of `outcomes` and corrects them where a deletion was newer, or waits for newer children. */
export async function settleDeletions(sql: Sql, outcomes: Outcomes): Promise<void> {
  const unseen = itemsOf(
    outcomes,
    (item, outcome): item is Tombstone => item.data === null && (outcome === 'applied' || outcome === 'unchanged'),
  );
  const looks: Look[] = [
    ...(await missedTombstones(sql, outcomes)),
    ...unseen.map((item) => ({ tombstone: item, item })),
    ...(await readJoinsGoneBefore(sql, outcomes)),
  ];
  if (looks.length === 0) return;
  const again = highestEach(looks.map(({ tombstone }) => tombstone));
  const found = await beginBehindGate(sql, again, async (transaction, entering) => {
    const closed = await entering;
    const found = new Map<string, Outcome>();
    for (const entity of entityNames.toReversed()) {
      const ofEntity = again.filter((tombstone) => tombstone.entity === entity && !closed.has(tombstone));
      const decided = await applyTombstones(transaction, entity, ofEntity);
      decided.forEach((outcome, tombstone) => found.set(nameOf(tombstone), outcome));
    }
    return found;
  });
  for (const { tombstone, item } of looks) {
    const ofTombstone = found.get(nameOf(tombstone));
    const outcome = ofTombstone === undefined ? undefined : afterLook(item, tombstone, ofTombstone);
    if (outcome !== undefined) outcomes.set(item, outcome);
  }
}

/** What becomes of an item whose deletion, or that of one of its joins, was looked at once more; undefined when its outcome stands. */
function afterLook(item: Item, { entity, externalId }: Tombstone, found: Outcome): Outcome | undefined {
  const isOwn = item.entity === entity && item.externalId === externalId;
  // Children that are newer than a deletion say that Field knows better than both: what it has now is to come with them.
  if (found.outcome === 'deferred')
    return { ...found, externalId: item.externalId, waitsFor: isOwn ? found.waitsFor : [{ entity, externalId }, ...found.waitsFor] };
  if (found.outcome === 'rejected') return { ...found, externalId: item.externalId };
  return isOwn && item.data !== null ? stale(externalId) : undefined;
}

function nameOf({ entity, externalId }: Item): string {
  return `${entity} ${externalId}`;
}

/** One tombstone of each record: one that was found on two ways would count its row twice. The highest version stays. */
function highestEach(tombstones: readonly Tombstone[]): Tombstone[] {
  const upwards = tombstones.toSorted((one, other) => one.version - other.version);
  return [...new Map(upwards.map((one) => [nameOf(one), one])).values()];
}

/** Upserts for which HQ holds a newer tombstone, with that tombstone. */
async function missedTombstones(sql: Sql, outcomes: Outcomes): Promise<Look[]> {
  const upserts = itemsOf(
    outcomes,
    (item, outcome): item is Upsert => item.data !== null && (outcome === 'applied' || outcome === 'stale'),
  );
  if (upserts.length === 0) return [];
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
  return rows.flatMap(({ ord, version }) => {
    const item = upserts[ord - 1];
    return item === undefined ? [] : { tombstone: { entity: item.entity, externalId: item.externalId, version, data: null }, item };
  });
}
