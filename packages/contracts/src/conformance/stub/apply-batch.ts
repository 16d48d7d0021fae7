import { type Entity, entityNames } from '../../v1/entities/index.ts';
import type { Outcome } from '../../v1/outcome.ts';
import type { ApplyBatchInput, ApplyBatchOutput } from '../../v1/procedures/apply-batch.ts';
import { applyJoin } from './apply-joins.ts';
import { applyResources } from './apply-resources.ts';
import { applyJoinsGoneBefore, applyTombstone } from './apply-tombstones.ts';
import { waitForParents } from './missing-parents.ts';
import type { Store, Upsert } from './store.ts';

/**
 * Applies a batch by the contract: upserts in dependency order, then tombstones in the opposite order. A record that the batch deletes lets go of
 * its values; where it is not deleted then, all is taken back and decided again, with the deletion among those that stand for nothing (`staying`).
 */
export function applyBatch(store: Store, batch: ApplyBatchInput, staying: ReadonlySet<string> = new Set()): ApplyBatchOutput {
  const { records } = batch;
  const takeBack = mayGiveAway(records) ? store.keep() : () => {};
  const givers: string[] = [];
  const decided = new Map<string, Outcome>();
  const all: Upsert[] = [];
  const uniting: Upsert[] = [];
  const decide = (entity: Entity, outcome: Outcome) => decided.set(`${entity} ${outcome.externalId}`, outcome);
  for (const entity of entityNames) {
    const upserts = (records[entity] ?? []).flatMap(({ externalId, version, data }): Upsert[] =>
      data === null ? [] : [{ entity, externalId, version, data }],
    );
    const deletions = new Map(
      (records[entity] ?? []).flatMap(({ externalId, version, deleted }) =>
        deleted && !staying.has(`${entity} ${externalId}`) ? [[externalId, version] as const] : [],
      ),
    );
    all.push(...upserts);
    if (['account', 'user', 'company', 'project'].includes(entity)) {
      const { outcomes, freed } = applyResources(store, entity, upserts, deletions);
      for (const outcome of outcomes) decide(entity, outcome);
      givers.push(...[...deletions.keys()].filter((externalId) => freed.has(externalId)).map((externalId) => `${entity} ${externalId}`));
      uniting.push(...upserts.filter(({ data }) => Array.isArray(data['formerly']) && data['formerly'].length > 0));
    } else {
      for (const upsert of upserts) decide(entity, applyJoin(store, upsert));
    }
  }
  for (const entity of entityNames.toReversed())
    for (const { externalId, version, deleted } of records[entity] ?? [])
      if (deleted) decide(entity, applyTombstone(store, entity, externalId, version));
  const stayed = givers.filter((name) => !isTaken(decided.get(name)));
  if (stayed.length > 0) {
    takeBack();
    return applyBatch(store, batch, new Set([...staying, ...stayed]));
  }
  // What was taken, and then lost with a parent that the batch deletes, waits for that parent.
  for (const upsert of all) {
    const waits = isTaken(decided.get(`${upsert.entity} ${upsert.externalId}`)) ? waitForParents(store, upsert) : null;
    if (waits !== null) decide(upsert.entity, waits);
  }
  for (const upsert of uniting) {
    const outcome = decided.get(`${upsert.entity} ${upsert.externalId}`)?.outcome;
    const waits = outcome === 'deferred' || outcome === 'rejected' ? null : applyJoinsGoneBefore(store, upsert);
    if (waits !== null) decide(upsert.entity, waits);
  }
  return answerOf(store, batch, decided);
}

function isTaken(outcome: Outcome | undefined): boolean {
  return outcome?.outcome === 'applied' || outcome?.outcome === 'unchanged';
}

/** Whether a batch has records of one entity that are to stand, and others that are to go. */
function mayGiveAway(records: ApplyBatchInput['records']): boolean {
  return entityNames.some((entity) => new Set((records[entity] ?? []).map(({ deleted }) => deleted)).size > 1);
}

function answerOf(store: Store, { batchId, records }: Pick<ApplyBatchInput, 'batchId' | 'records'>, decided: ReadonlyMap<string, Outcome>) {
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
