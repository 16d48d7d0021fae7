// Counts and digests of ranges of keys of one entity in one account, and the keys that cut its rows into ranges.
import type { RangeDigestsInput, RangeDigestsOutput } from '@hq-field/contracts';
import { type RowPart, rowTable } from './part.ts';
import { isOfAccount } from './row-page.ts';
import type { Snapshot } from './snapshot.ts';
import { excludedKeys, stays } from './sums.ts';

/** Which keys `readBounds` reads. */
export interface BoundsInput extends Pick<RangeDigestsInput, 'entity' | 'account'> {
  /** Rows behind this key; null begins at the beginning. */
  after: string | null;
  /** Rows up to this key and with it; null reads to the end. */
  upTo: string | null;
  /** The key of every n-th row, at least 1. */
  every: number;
}

/** Reads the sums of every range. The parts must be ready. */
export async function readRangeSums(
  snapshot: Snapshot,
  part: RowPart,
  { entity, account, exclude, bounds }: RangeDigestsInput,
): Promise<RangeDigestsOutput> {
  const scope = { exclude };
  const ofMembers = entity === 'user' && account !== null;
  const rows = ofMembers
    ? `from ${rowTable('accountMember')} m join ${part.table} r on r.id = m.person_id
       where ${stays('accountMember', 'm', scope)} and ${stays('user', 'r', scope)} and m.in_account = $2::text`
    : `from ${part.table} r where ${stays(entity, 'r', scope)} and ${isOfAccount(part, account, '$2')}`;
  const sums = await snapshot.read<{ range: number; records: string; digest: string }>(
    // The first text behind a bound is the bound and U+0001.
    `with excluded as materialized (${excludedKeys('$1')}),
     firsts as materialized (
       select coalesce(array_agg((bound || chr(1)) collate "C" order by (bound || chr(1)) collate "C"), '{}') as list
       from jsonb_array_elements_text($3::text::jsonb) as bound
     )
     select range, count(*)::text as records, sum(digest)::text as digest
     from (
       select width_bucket(r.row_key, (select list from firsts)) as range, r.digest
       ${rows}
     ) ranged
     group by range`,
    [JSON.stringify(exclude), account ?? '', JSON.stringify(bounds)],
  );
  const byRange = new Map(sums.map(({ range, records, digest }) => [range, { records: Number(records), digest }]));
  return { ranges: Array.from({ length: bounds.length + 1 }, (_, at) => byRange.get(at) ?? { records: 0, digest: '0' }) };
}

/** Reads the key of every n-th row of a range, in bytewise order. The parts must be ready. */
export async function readBounds(snapshot: Snapshot, part: RowPart, { account, after, upTo, every }: BoundsInput): Promise<string[]> {
  const rows = await snapshot.read<{ key: string }>(
    `select row_key as key
     from (
       select r.row_key, row_number() over (order by r.row_key) as at
       from ${part.table} r
       where not r.left_out and ${isOfAccount(part, account, '$1')}
         and ($2::text is null or r.row_key > $2::text)
         and ($3::text is null or r.row_key <= $3::text)
     ) numbered
     where at % $4::text::bigint = 0
     order by row_key`,
    [account ?? '', after, upTo, String(every)] as string[],
  );
  return rows.map(({ key }) => key);
}
