import { type ApplyBatchInput, type ApplyBatchOutput, type Entity, entityNames, type Outcome } from '@hq-field/contracts';
import { arrayLiteral } from '../hq-db/array-literal.ts';
import type { Sql } from '../hq-db/connections.ts';
import type { Item, Outcomes } from './batch.ts';
import { isolateRefused } from './isolate-refused.ts';

type Records = ApplyBatchInput['records'];
type Applied = Pick<ApplyBatchOutput, 'outcomes' | 'counts' | 'hqIds'>;

/** Applies a batch and says what became of each record, in the order of the request. */
export async function applyBatch(sql: Sql, records: Records): Promise<Applied> {
  const groups = itemsOf(records);
  const upserts = entityNames.flatMap((entity) => (groups.get(entity) ?? []).filter(({ data }) => data !== null));
  const tombstones = entityNames.toReversed().flatMap((entity) => (groups.get(entity) ?? []).filter(({ data }) => data === null));
  const decided = await isolateRefused(sql, [...upserts, ...tombstones]);

  const counts = { applied: 0, unchanged: 0, stale: 0, deferred: 0, rejected: 0 };
  const outcomes: ApplyBatchOutput['outcomes'] = {};
  for (const [entity, items] of groups) {
    outcomes[entity] = items.map((item) => outcomeOf(decided, item));
    for (const { outcome } of outcomes[entity]) counts[outcome] += 1;
  }
  return { outcomes, counts, hqIds: await readHqIds(sql, groups) };
}

function itemsOf(records: Records): Map<Entity, Item[]> {
  const groups = new Map<Entity, Item[]>();
  for (const entity of entityNames) {
    const envelopes = records[entity];
    if (envelopes !== undefined)
      groups.set(
        entity,
        envelopes.map(({ externalId, version, data }) => ({ entity, externalId, version, data })),
      );
  }
  return groups;
}

function outcomeOf(decided: Outcomes, item: Item): Outcome {
  const outcome = decided.get(item);
  if (outcome === undefined) throw new Error(`A record of ${item.entity} was left without an outcome.`);
  return outcome;
}

/** HQ's ids of the accounts and projects of a batch. Read after the commit, so that they are what HQ holds. */
async function readHqIds(sql: Sql, groups: ReadonlyMap<Entity, Item[]>): Promise<ApplyBatchOutput['hqIds']> {
  const hqIds: ApplyBatchOutput['hqIds'] = [];
  for (const [entity, table] of [
    ['account', 'accounts'],
    ['project', 'projects'],
  ] as const) {
    const items = groups.get(entity) ?? [];
    if (items.length === 0) continue;
    const rows = await sql.unsafe<{ external_id: string; id: string }[]>(
      `select r.external_id, r.id from unnest($1::text[]) as k(external_id) join ${table} r on r.external_id = k.external_id`,
      [arrayLiteral(items.map(({ externalId }) => externalId))],
      { prepare: true },
    );
    for (const { external_id: externalId, id } of rows) hqIds.push({ entity, externalId, hqId: id });
  }
  return hqIds;
}
