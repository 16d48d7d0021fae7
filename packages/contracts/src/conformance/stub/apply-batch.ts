import { type Entity, entityNames } from '../../v1/entities/index.ts';
import type { Outcome } from '../../v1/outcome.ts';
import type { ApplyBatchInput, ApplyBatchOutput } from '../../v1/procedures/apply-batch.ts';
import { applyJoin } from './apply-joins.ts';
import { applyResources } from './apply-resources.ts';
import { applyJoinsGoneBefore, applyTombstone } from './apply-tombstones.ts';
import { waitForParents } from './missing-parents.ts';
import { type Fields, isResource, type Store, type Upsert } from './store.ts';
import { claimedKeys } from './unique-keys.ts';

type Records = ApplyBatchInput['records'];

/**
 * Applies a batch by the contract. A record that the batch deletes lets go of its values; where it is not deleted then, all is taken back and
 * decided again, with the deletion among those that stand for nothing (`staying`).
 */
export function applyBatch(store: Store, batch: ApplyBatchInput): ApplyBatchOutput {
  const takeBack = mayGiveAway(store, batch.records) ? store.keep() : () => {};
  const staying = new Set<string>();
  for (;;) {
    const { decided, stayed } = applyRecords(store, batch.records, staying);
    if (stayed.length === 0) return answerOf(store, batch, decided);
    takeBack();
    for (const name of stayed) staying.add(name);
  }
}

/** Upserts in dependency order, then tombstones in the opposite order. `stayed` names records that gave a value away and were not deleted then. */
function applyRecords(
  store: Store,
  records: Records,
  staying: ReadonlySet<string>,
): { decided: ReadonlyMap<string, Outcome>; stayed: string[] } {
  const decided = new Map<string, Outcome>();
  const decide = (entity: Entity, outcome: Outcome) => decided.set(`${entity} ${outcome.externalId}`, outcome);
  const outcomeOf = ({ entity, externalId }: Upsert) => decided.get(`${entity} ${externalId}`);
  const all: Upsert[] = [];
  const givers: string[] = [];
  for (const entity of entityNames) {
    const upserts = upsertsOf(records, entity);
    all.push(...upserts);
    if (isResource(entity)) {
      const deletions = deletionsOf(records, entity, staying);
      const { outcomes, freed } = applyResources(store, entity, upserts, deletions);
      for (const outcome of outcomes) decide(entity, outcome);
      givers.push(...[...deletions.keys()].filter((externalId) => freed.has(externalId)).map((externalId) => `${entity} ${externalId}`));
    } else for (const upsert of upserts) decide(entity, applyJoin(store, upsert));
  }
  for (const entity of entityNames.toReversed())
    for (const { externalId, version, deleted } of records[entity] ?? [])
      if (deleted) decide(entity, applyTombstone(store, entity, externalId, version));
  // What was taken, and then lost with a parent that the batch deletes, waits for that parent.
  for (const upsert of all) {
    const waits = isTaken(outcomeOf(upsert)) ? waitForParents(store, upsert) : null;
    if (waits !== null) decide(upsert.entity, waits);
  }
  for (const upsert of all.filter(isUniting)) {
    const outcome = outcomeOf(upsert)?.outcome;
    const waits = outcome === 'deferred' || outcome === 'rejected' ? null : applyJoinsGoneBefore(store, upsert);
    if (waits !== null) decide(upsert.entity, waits);
  }
  return { decided, stayed: givers.filter((name) => !isTaken(decided.get(name))) };
}

function upsertsOf(records: Records, entity: Entity): Upsert[] {
  return (records[entity] ?? []).flatMap(({ externalId, version, data }) => (data === null ? [] : [{ entity, externalId, version, data }]));
}

function deletionsOf(records: Records, entity: Entity, staying: ReadonlySet<string>): Map<string, number> {
  const deletions = (records[entity] ?? []).filter(({ externalId, deleted }) => deleted && !staying.has(`${entity} ${externalId}`));
  return new Map(deletions.map(({ externalId, version }) => [externalId, version]));
}

function isUniting({ data }: Upsert): boolean {
  return Array.isArray(data['formerly']) && data['formerly'].length > 0;
}

function isTaken(outcome: Outcome | undefined): boolean {
  return outcome?.outcome === 'applied' || outcome?.outcome === 'unchanged';
}

/** Whether a record wants a value of one that the batch deletes. Their accounts are not compared: a copy too many does no harm. */
function mayGiveAway(store: Store, records: Records): boolean {
  return entityNames.some((entity) => {
    const valuesOf = (data: Fields) => claimedKeys(entity, data, null).map((key, index) => (key === null ? null : `${index} ${key}`));
    const wanted = new Set(upsertsOf(records, entity).flatMap(({ data }) => valuesOf(data)));
    wanted.delete(null);
    const going = [...deletionsOf(records, entity, new Set()).keys()].flatMap((externalId) => store.find(entity, externalId) ?? []);
    return going.some(({ data }) => valuesOf(data).some((value) => wanted.has(value)));
  });
}

function answerOf(store: Store, { batchId, records }: ApplyBatchInput, decided: ReadonlyMap<string, Outcome>) {
  const answer: ApplyBatchOutput = {
    batchId,
    outcomes: {},
    counts: { applied: 0, unchanged: 0, stale: 0, deferred: 0, rejected: 0 },
    hqIds: [],
    load: 0,
  };
  for (const entity of entityNames) {
    const group = records[entity];
    if (group === undefined) continue;
    const outcomes: Outcome[] = [];
    for (const { externalId, version } of group) {
      const outcome = decided.get(`${entity} ${externalId}`);
      if (outcome === undefined) throw new Error(`A record of ${entity} was left without an outcome.`);
      outcomes.push(outcome);
      answer.counts[outcome.outcome] += 1;
      if (outcome.outcome === 'applied') store.highestVersion = Math.max(store.highestVersion, version);
      const row = store.find(entity, externalId);
      if (row !== null && (entity === 'account' || entity === 'project')) answer.hqIds.push({ entity, externalId, hqId: row.id });
    }
    answer.outcomes[entity] = outcomes;
  }
  return answer;
}
