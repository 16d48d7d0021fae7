import { type CountsOutput, type Entity, limits, type RecordKey } from '@hq-field/contracts';
import { pairName } from '../compare-digests.ts';
import type { Side } from '../sides.ts';

type Counts = CountsOutput['counts'];

/**
 * Records at HQ by account and entity, without those that are apart. A question that leaves out a person leaves out their memberships too, so
 * each entity is asked for with its own records left out, `perQuery` of them at a time.
 */
export async function countAtHq(
  hq: Pick<Side, 'counts'>,
  apart: readonly RecordKey[],
  perQuery: number = limits.excludedPerQuery,
): Promise<Counts> {
  const byEntity = Map.groupBy(
    // What HQ has no key for it cannot hold.
    apart.filter(({ externalId }) => !externalId.includes('#')),
    (key) => key.entity,
  );
  const { counts } = await hq.counts({ accounts: null, exclude: [] });
  const found: Counts = [];
  for (const entity of new Set(counts.map((count) => count.entity))) {
    const all = ofEntity(counts, entity);
    const without: Counts[] = [];
    for (const exclude of partsOf(byEntity.get(entity) ?? [], perQuery))
      without.push(ofEntity((await hq.counts({ accounts: null, exclude })).counts, entity));
    found.push(...withoutAll(all, without));
  }
  return found;
}

/** What is left of all when each part is left out: as much less than all as the parts are together. */
function withoutAll(all: Counts, without: readonly Counts[]): Counts {
  const [first, ...others] = without;
  if (first === undefined) return all;
  if (others.length === 0) return first;
  const recordsOf = without.map((counts) => new Map(counts.map((count) => [pairName(count), count.records])));
  return all.map((count) => ({
    ...count,
    records: recordsOf.reduce((left, records) => left - (count.records - (records.get(pairName(count)) ?? 0)), count.records),
  }));
}

/** People are counted once, in no account. */
function ofEntity(counts: Counts, entity: Entity): Counts {
  return counts.filter((count) => count.entity === entity && (entity !== 'user' || count.account === null));
}

function partsOf<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));
}
