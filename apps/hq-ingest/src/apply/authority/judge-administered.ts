import type { Entity, Outcome } from '@hq-field/contracts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Item, Outcomes, Tombstone, Upsert } from '../batch.ts';
import { steps } from '../definitions/index.ts';
import { isSame } from '../joins/decide.ts';
import { readJoins } from '../joins/read.ts';
import { applied, ofHq, stale, unchanged } from '../outcomes.ts';
import { readTombstones } from '../tombstones/read.ts';
import { keepTombstones } from '../tombstones/tombstone-rows.ts';
import { readKept } from './read-kept.ts';

/**
 * What becomes of records whose account HQ administers. Nothing of them is written, but what Field calls a record that HQ has made, and the version of a
 * deletion that finds no row: what says the same as HQ's row is `unchanged`, what is older is `stale`, and what would change it is rejected, so that the
 * Field side puts it aside and a person sees it.
 */
export async function judgeAdministered(sql: Queryable, items: readonly Item[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  for (const step of steps) {
    const { entity } = step.kind === 'resource' ? step.resource : step.join;
    const mine = items.filter((item) => item.entity === entity);
    const upserts = mine.filter((item): item is Upsert => item.data !== null);
    const tombstones = mine.filter((item): item is Tombstone => item.data === null);
    if (upserts.length > 0 && step.kind === 'resource')
      for (const { upsert, own } of await readKept(sql, step.resource, upserts))
        outcomes.set(upsert, judged(upsert, own?.version ?? null, own?.isSame ?? false));
    if (upserts.length > 0 && step.kind === 'join')
      for (const { upsert, row } of await readJoins(sql, step.join, upserts))
        outcomes.set(upsert, judged(upsert, row.version ?? row.tombstoneVersion, row.version !== null && isSame(step.join, upsert, row)));
    if (tombstones.length > 0)
      (await judgeTombstones(sql, entity, tombstones)).forEach((outcome, tombstone) => outcomes.set(tombstone, outcome));
  }
  return outcomes;
}

/** A deletion of what HQ does not have is kept as any other: once the account is back, an older copy must not be taken for news. */
async function judgeTombstones(sql: Queryable, entity: Entity, tombstones: readonly Tombstone[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const kept: Tombstone[] = [];
  for (const { tombstone, ids, version, tombstoneVersion } of await readTombstones(sql, entity, tombstones)) {
    const { externalId } = tombstone;
    if (ids !== null) outcomes.set(tombstone, judged(tombstone, version, false));
    else if (tombstone.version < (tombstoneVersion ?? 0)) outcomes.set(tombstone, stale(externalId));
    else if (tombstone.version === tombstoneVersion) outcomes.set(tombstone, unchanged(externalId));
    else {
      outcomes.set(tombstone, applied(externalId));
      kept.push(tombstone);
    }
  }
  await keepTombstones(
    sql,
    entity,
    kept.map(({ externalId, version }) => ({ externalId, version, hqId: null })),
  );
  return outcomes;
}

function judged({ externalId, version }: Item, held: number | null, isSameState: boolean): Outcome {
  if (isSameState) return unchanged(externalId);
  if (held !== null && version < held) return stale(externalId);
  return ofHq(
    externalId,
    'HQ keeps the administration of this account, and did not take the change. Make it in HQ, or move the administration back to Field.',
  );
}
