import { type DigestsOutput, limits, type RecordKey } from '@hq-field/contracts';
import { chunksOf } from './chunks-of.ts';
import { pairName } from './compare-digests.ts';

/** Rows of pairs, counted and digested; a digest that nobody asked for is empty. */
export type Sums = DigestsOutput['digests'];
type Sum = Sums[number];

/** Asks for sums without these records, no more than a question names. */
type Ask = (exclude: RecordKey[]) => Promise<Sums>;

/**
 * Sums without all of these records. Where a question cannot name them all, people are left out some at a time: a row is of one person at most, so
 * each question takes away rows of its own. Of other records half of what a question names, at most; what is beyond makes pairs differ, whose rows
 * show why.
 */
export async function sumsWithout(ask: Ask, exclude: readonly RecordKey[], most: number = limits.excludedPerQuery): Promise<Sums> {
  if (exclude.length <= most) return ask([...exclude]);
  const people = exclude.filter(({ entity }) => entity === 'user');
  const companies = exclude.filter(({ entity }) => entity === 'company');
  const others = exclude.filter(({ entity }) => entity !== 'user' && entity !== 'company');
  // Companies first, because their values stand in other rows.
  const always = [...companies, ...others].slice(0, people.length === 0 ? most : Math.floor(most / 2));
  const parts = chunksOf(people, most - always.length).map((some) => [...always, ...some]);
  return takenAway(await ask(always), parts, ask);
}

/** What is left of sums when each question takes rows of its own away from them. */
export async function takenAway(held: Sums, questions: readonly RecordKey[][], ask: Ask): Promise<Sums> {
  const left = byPair(held);
  for (const exclude of questions) {
    const rests = byPair(await ask(exclude));
    for (const before of held) {
      const name = pairName(before);
      left.set(name, less(left.get(name) ?? before, before, rests.get(name)));
    }
  }
  return [...left.values()].filter(({ records }) => records !== 0);
}

function byPair(sums: Sums): Map<string, Sum> {
  return new Map(sums.map((sum) => [pairName(sum), sum]));
}

/** The sum without what a question took away: of `before` it has left `rest`. */
function less(sum: Sum, before: Sum, rest: Pick<Sum, 'records' | 'digest'> = { records: 0, digest: '0' }): Sum {
  const digest = sum.digest === '' ? '' : String(BigInt(sum.digest) - BigInt(before.digest) + BigInt(rest.digest));
  return { ...sum, records: sum.records - before.records + rest.records, digest };
}
