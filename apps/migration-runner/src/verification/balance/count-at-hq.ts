import { type CountsOutput, limits, type RecordKey } from '@hq-field/contracts';
import { chunksOf } from '../choose-scope.ts';
import { pairName } from '../compare-digests.ts';
import type { Side } from '../sides.ts';

/**
 * Records at HQ by account and entity, without those that are apart. A question that leaves out a person leaves out their memberships too, so
 * each entity is asked for with its own records left out, `perQuery` of them at a time: all together leave out what each of them does.
 */
export async function countAtHq(
  hq: Pick<Side, 'counts'>,
  apart: readonly RecordKey[],
  perQuery: number = limits.excludedPerQuery,
): Promise<CountsOutput['counts']> {
  const byEntity = Map.groupBy(
    // What HQ has no key for it cannot hold.
    apart.filter(({ externalId }) => !externalId.includes('#')),
    (key) => key.entity,
  );
  const all = await hq.counts({ accounts: null, exclude: [] });
  const held = recordsByPair(all);
  // People are counted once, in no account.
  const left = all.counts.filter(({ entity, account }) => entity !== 'user' || account === null).map((count) => ({ ...count }));
  for (const [entity, keys] of byEntity)
    for (const exclude of chunksOf(keys, perQuery)) {
      const rest = recordsByPair(await hq.counts({ accounts: null, exclude }));
      for (const count of left)
        if (count.entity === entity) count.records -= (held.get(pairName(count)) ?? 0) - (rest.get(pairName(count)) ?? 0);
    }
  return left.filter(({ records }) => records !== 0);
}

function recordsByPair({ counts }: CountsOutput): Map<string, number> {
  return new Map(counts.map((count) => [pairName(count), count.records]));
}
