import { type Entity, entityNames } from '@hq-field/contracts';
import type { Queryable } from '../hq-db/connections.ts';
import { awaitedLater } from './awaited-later.ts';
import type { Fields, Item, Outcomes, Tombstone, Upsert } from './batch.ts';
import type { Join } from './definitions/join.ts';
import type { Resource } from './definitions/resource.ts';
import { type Step, steps } from './definitions/index.ts';
import { decideJoins } from './joins/decide.ts';
import { readJoins } from './joins/read.ts';
import { writeJoins } from './joins/write.ts';
import { writePlainJoins } from './joins/write-plain.ts';
import { goneWithParents } from './gone-with-parents.ts';
import { HolderStaysError } from './holder-stays-error.ts';
import { applied, isTaken } from './outcomes.ts';
import { OvertakenError } from './overtaken-error.ts';
import { type Decision, decideResources } from './resources/decide.ts';
import { readMissingMembers } from './resources/move-project-members.ts';
import { readBound, readResources, type Situation } from './resources/read.ts';
import { writeResources } from './resources/write.ts';
import { timeOrderedId } from '../hq-db/time-ordered-id.ts';
import { applyTombstones } from './tombstones/apply-tombstones.ts';

/** What the first step of `applyItems` has to know, asked before its caller knows whether all items may be applied. */
export interface FirstReading {
  entity: Entity;
  reading: Promise<Situation[]>;
}

/** Asks what comes first where items are applied; null when that is not a question. It changes nothing. */
export function readFirst(sql: Queryable, items: readonly Item[]): FirstReading | null {
  const upserts = items.filter((item) => item.data !== null);
  const step = steps.find((step) => upserts.some(({ entity }) => entity === entityOf(step)));
  if (step?.kind !== 'resource') return null;
  const { entity } = step.resource;
  const own = upserts.filter((item) => item.entity === entity);
  return { entity, reading: awaitedLater(readResources(sql, step.resource, own)) };
}

const entityOf = (step: Step): Entity => (step.kind === 'resource' ? step.resource : step.join).entity;

/**
 * Applies items inside the caller's transaction: upserts in dependency order, so that children find the parents of their own
 * batch, then tombstones in the opposite order. A row that a tombstone is to delete lets go of its values; `staying` names tombstones whose
 * rows are known to stay, and let go of nothing; `first` is what `readFirst` has asked of the same items.
 *
 * Throws OvertakenError when another batch was faster, and HolderStaysError when a row that let go was not deleted. The caller awaits `writing`, which may be
 * after its commit: where that fails, the commit takes everything back and does not say so.
 */
export async function applyItems(
  sql: Queryable,
  items: readonly Item[],
  { staying = new Set(), first = null }: { staying?: ReadonlySet<Item>; first?: FirstReading | null } = {},
): Promise<{ outcomes: Outcomes; writing: Promise<unknown> }> {
  const outcomes: Outcomes = new Map();
  const writing: Promise<unknown>[] = [];
  const add = (more: Outcomes): void => more.forEach((outcome, item) => outcomes.set(item, outcome));
  const upserts = Map.groupBy(
    items.filter((item) => item.data !== null),
    ({ entity }) => entity,
  );
  const tombstones = Map.groupBy(
    items.filter((item) => item.data === null),
    ({ entity }) => entity,
  );

  const givers: Tombstone[] = [];
  for (const step of steps) {
    const entity = entityOf(step);
    const some = upserts.get(entity);
    if (some === undefined) continue;
    if (step.kind === 'join') add(await applyJoins(sql, step.join, some));
    else {
      const deletions = (tombstones.get(entity) ?? []).filter((tombstone) => !staying.has(tombstone));
      const situations = await (first?.entity === entity ? first.reading : readResources(sql, step.resource, some));
      const { frees, ...applied } = await applyResources(sql, step.resource, situations, deletions);
      add(applied.outcomes);
      writing.push(applied.writing);
      const freed = new Set(frees.map(({ row }) => row.externalId));
      givers.push(...deletions.filter(({ externalId }) => freed.has(externalId)));
    }
  }
  for (const entity of entityNames.toReversed()) add(await applyTombstones(sql, entity, tombstones.get(entity) ?? []));
  const stayed = givers.filter((tombstone) => !isTaken(outcomes.get(tombstone)?.outcome));
  if (stayed.length > 0) throw new HolderStaysError(stayed);
  add(await goneWithParents(sql, outcomes));
  return { outcomes, writing: awaitedLater(Promise.all(writing)) };
}

async function applyResources(
  sql: Queryable,
  resource: Resource<Fields>,
  situations: readonly Situation[],
  tombstones: readonly Tombstone[],
): Promise<Decision & { writing: Promise<unknown> }> {
  const decision = decideResources(resource, situations, {
    bound: await readBound(
      sql,
      resource,
      situations.flatMap(({ upsert }) => resource.formerly?.(upsert.data) ?? []),
    ),
    tombstones: new Map(tombstones.map(({ externalId, version }) => [externalId, version])),
    waits: resource.entity === 'project' ? await readMissingMembers(sql, situations) : new Map(),
    newId: timeOrderedId,
  });
  return { ...decision, ...(await writeResources(sql, resource, decision)) };
}

async function applyJoins(sql: Queryable, join: Join<Fields>, upserts: readonly Upsert[]): Promise<Outcomes> {
  const written = await writePlainJoins(sql, join, upserts);
  if (written.size === upserts.length) return new Map(upserts.map((upsert) => [upsert, applied(upsert.externalId)]));
  const decision = decideJoins(join, await readJoins(sql, join, upserts), written);
  if ((await writeJoins(sql, join, decision)) < decision.writes.length) throw new OvertakenError();
  return decision.outcomes;
}
