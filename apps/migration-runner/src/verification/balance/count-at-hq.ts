import { type CountsOutput, limits, type RecordKey } from '@hq-field/contracts';
import { chunksOf } from '../chunks-of.ts';
import { pairName } from '../compare-digests.ts';
import type { Side } from '../sides.ts';
import { sumOfPeople } from '../sums-of-both.ts';

type Counts = CountsOutput['counts'];

/** How much a question names. */
const most: { accounts: number; excluded: number } = { accounts: limits.accountsPerQuery, excluded: limits.excludedPerQuery };

/**
 * Records at HQ of accounts, by account and entity, and all people, without those that are apart. A question that leaves out a company leaves out
 * what names it too, so companies have questions of their own. Where one question cannot name all that is apart, each says what its part takes away.
 */
export async function countAtHq(
  hq: Pick<Side, 'counts' | 'digests' | 'rangeDigests'>,
  accounts: readonly string[],
  apart: readonly RecordKey[],
  atOnce = most,
): Promise<Counts> {
  // What HQ has no key for it cannot hold.
  const keys = apart.filter(({ externalId }) => !externalId.includes('#'));
  const of = (isAsked: (entity: RecordKey['entity']) => boolean) =>
    chunksOf(
      keys.filter(({ entity }) => isAsked(entity)),
      atOnce.excluded,
    );
  const counted: Counts[] = [];
  for (const named of chunksOf(accounts, atOnce.accounts)) {
    const ask = async (exclude: RecordKey[]) =>
      (await hq.counts({ accounts: named, exclude })).counts.filter(({ entity }) => entity !== 'user');
    const held = await ask([]);
    const companies = await without(
      held,
      of((entity) => entity === 'company'),
      ask,
    );
    const others = await without(
      held,
      of((entity) => entity !== 'company' && entity !== 'user'),
      ask,
    );
    counted.push(
      companies.filter(({ entity }) => entity === 'company'),
      others.filter(({ entity }) => entity !== 'company'),
    );
  }
  const people = (exclude: RecordKey[]) => sumOfPeople(hq, exclude);
  counted.push(
    await without(
      await people([]),
      of((entity) => entity === 'user'),
      people,
    ),
  );
  return counted.flat().filter(({ records }) => records !== 0);
}

/** What is held without what any of the lists takes away. */
async function without(held: Counts, lists: RecordKey[][], ask: (exclude: RecordKey[]) => Promise<Counts>): Promise<Counts> {
  let left = held;
  for (const exclude of lists) {
    const rest = new Map((await ask(exclude)).map((count) => [pairName(count), count.records]));
    const taken = held.map((count) => count.records - (rest.get(pairName(count)) ?? 0));
    left = left.map(({ account, entity, records }, at) => ({ account, entity, records: records - (taken[at] ?? 0) }));
  }
  return left;
}
