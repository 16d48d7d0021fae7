import { type CountsOutput, limits, type RecordKey } from '@hq-field/contracts';
import { isContractKey } from '@hq-field/field-adapter';
import { chunksOf } from '../chunks-of.ts';
import type { Side } from '../sides.ts';
import { sumOfPeople, sumsOf } from '../sums-of-both.ts';
import { takenAway } from '../sums-without.ts';

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
): Promise<CountsOutput['counts']> {
  // What HQ has no key for it cannot hold.
  const keys = apart.filter(({ entity, externalId }) => isContractKey(entity, externalId));
  const isOfCompany = ({ entity }: Pick<RecordKey, 'entity'>) => entity === 'company';
  const isOther = ({ entity }: Pick<RecordKey, 'entity'>) => entity !== 'company' && entity !== 'user';
  const counted: CountsOutput['counts'][] = [];
  for (const named of chunksOf(accounts, atOnce.accounts)) {
    const ask = (exclude: RecordKey[]) => sumsOf(hq, 'counts', { accounts: named, exclude });
    const held = await ask([]);
    for (const isAsked of [isOfCompany, isOther])
      counted.push(await takenAway(held.filter(isAsked), chunksOf(keys.filter(isAsked), atOnce.excluded), ask));
  }
  counted.push(await sumOfPeople(hq, keys, atOnce.excluded));
  return counted.flat().map(({ account, entity, records }) => ({ account, entity, records }));
}
