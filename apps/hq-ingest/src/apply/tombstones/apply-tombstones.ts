import type { Entity } from '@hq-field/contracts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Outcomes, Tombstone } from '../batch.ts';
import { applied, ofHq, stale, unchanged, valueHeld } from '../outcomes.ts';
import { keepProjectIds } from './keep-project-ids.ts';
import { readNewerChildren } from './newer-children.ts';
import { readPeopleOfHq } from './people-of-hq.ts';
import { deleteRows, lockRows } from './record-rows.ts';
import { readTombstones, type TombstoneSituation } from './read.ts';
import { keepTombstones } from './tombstone-rows.ts';

/**
 * Deletes the rows of records that are gone, and keeps the versions of all deletions. A record that HQ does not have is only
 * recorded. The rows are deleted in one statement, so a parent's children go with it.
 */
export async function applyTombstones(sql: Queryable, entity: Entity, tombstones: readonly Tombstone[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  if (tombstones.length === 0) return outcomes;
  const situations = await readTombstones(sql, entity, tombstones);
  const found = situations.filter(({ ids, tombstone, version }) => ids !== null && tombstone.version >= (version ?? 0));
  await lockRows(sql, entity, found);
  const newerChildren = await readNewerChildren(sql, entity, found);
  const peopleOfHq = entity === 'user' ? await readPeopleOfHq(sql, found) : new Set<TombstoneSituation>();
  const deleted: TombstoneSituation[] = [];
  const kept: Tombstone[] = [];
  for (const situation of situations) {
    const { tombstone, ids, version, tombstoneVersion } = situation;
    const { externalId } = tombstone;
    const waitsFor = newerChildren.get(situation);
    if (tombstone.version < (version ?? 0) || tombstone.version < (tombstoneVersion ?? 0)) outcomes.set(tombstone, stale(externalId));
    else if (peopleOfHq.has(situation))
      outcomes.set(
        tombstone,
        ofHq(externalId, 'HQ keeps an account that this person is in. Take the person out of it there, or keep the login.'),
      );
    else if (waitsFor !== undefined)
      outcomes.set(tombstone, valueHeld(externalId, null, 'Records of a newer version belong to it; send them first', waitsFor));
    else if (ids === null && tombstone.version === tombstoneVersion) outcomes.set(tombstone, unchanged(externalId));
    else {
      outcomes.set(tombstone, applied(externalId));
      kept.push(tombstone);
      if (ids !== null) deleted.push(situation);
    }
  }
  if (entity === 'account')
    await keepProjectIds(
      sql,
      'account',
      deleted.flatMap(({ ids }) => ids?.[0] ?? []),
    );
  await deleteRows(sql, entity, deleted);
  const ids = new Map(deleted.map(({ tombstone, ids }) => [tombstone, ids?.[1] === null ? ids[0] : null]));
  await keepTombstones(
    sql,
    entity,
    kept.map((tombstone) => ({ externalId: tombstone.externalId, version: tombstone.version, hqId: ids.get(tombstone) ?? null })),
  );
  return outcomes;
}
