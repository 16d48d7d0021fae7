import type { RangeDigestsInput, RangeDigestsOutput } from '@hq-field/contracts';
import { arrayLiteral } from '../hq-db/array-literal.ts';
import type { Sql } from '../hq-db/connections.ts';
import { placedBy, rowSources } from './entities/index.ts';
import { excludedOf, excludedParameters, stays } from './left-out.ts';
import { digestOf, keyOrLast, untilNul } from './row-source.ts';

/** Counts and digests of the rows of one account and entity, cut by bounds; in one pass over them. */
export async function readRangeSums(sql: Sql, { entity, account, exclude, bounds }: RangeDigestsInput): Promise<RangeDigestsOutput> {
  const ranges = bounds.length + 1;
  if (account === null && entity !== 'user') return { ranges: Array.from({ length: ranges }, nothing) };
  const source = rowSources[entity];
  // A member that is left out puts nobody in.
  const read = placedBy(entity, account);
  const parameters = [...excludedParameters(exclude), arrayLiteral(bounds.map(untilNul)), ...(account === null ? [] : [account])];
  const sums = await sql.unsafe<{ range: number; records: number; digest: string }[]>(
    `
    with ${excludedOf('$1', '$2')},
    -- The first text behind a bound is the bound and U+0001, so what is not less than that is greater than the bound.
    bounds as materialized (
      select coalesce(array_agg((bound || chr(1)) collate "C" order by (bound || chr(1)) collate "C"), '{}') as firsts
      from unnest($3::text[]) as bound
    )
    select range, count(*)::int as records, sum(digest)::text as digest
    from (
      select
        width_bucket(${keyOrLast(source)} collate "C", (select firsts from bounds)) as range,
        ${digestOf(source)} as digest
      from ${read.from}
      where ${account === null ? read.compared : `${read.account} = $4`} ${stays(read, exclude)}
    ) r
    group by range`,
    parameters,
  );
  const byRange = new Map(sums.map(({ range, records, digest }) => [range, { records, digest }]));
  return { ranges: Array.from({ length: ranges }, (_, at) => byRange.get(at) ?? nothing()) };
}

const nothing = () => ({ records: 0, digest: '0' });
