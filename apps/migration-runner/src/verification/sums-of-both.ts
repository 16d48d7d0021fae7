import { type CountsOutput, limits, type RecordKey } from '@hq-field/contracts';
import pLimit from 'p-limit';
import { accountsOnlyAtHq } from './accounts-only-at-hq.ts';
import { askedAhead } from './asked-ahead.ts';
import type { Scope } from './choose-scope.ts';
import { chunksOf } from './chunks-of.ts';
import { everySecond } from './every-second.ts';
import type { Side } from './sides.ts';
import { type Sums, sumsWithout } from './sums-without.ts';
import type { Look } from './take-reading.ts';

/** What HQ is asked meanwhile: so many questions at once, and so many answers that nobody has compared yet. */
const questionsAtOnce = 2;
const answersAhead = 10;

/**
 * Sums of both sides, of as many accounts at a time as a question names, and of all people at the end: no answer is longer for there being more
 * accounts. `counts` are without digests, and cost HQ less. Of everything, accounts that only HQ has are among them.
 */
export async function* sumsOfBoth(
  look: Look,
  scope: Scope,
  ask: 'counts' | 'digests',
  say: (words: string) => void,
  perQuery: number = limits.accountsPerQuery,
): AsyncGenerator<{ inField: Sums; atHq: Sums }> {
  const { field, hq, quarantine } = look;
  const adding = scope.everything ? field.addUp([...quarantine.keys]) : null;
  // HQ is asked while Field adds up; whoever stops reading does not hear of it.
  adding?.catch(() => {});
  const live = scope.units.filter((unit) => unit !== null);
  const named = scope.everything ? [...live, ...(await accountsOnlyAtHq(hq, scope.known))] : live;
  const inTurn = pLimit(questionsAtOnce);
  const atHqOf = async (accounts: string[]) => {
    const exclude = quarantine.standingIn(accounts);
    const atHq = await inTurn(() => sumsWithout((some) => sumsOf(hq, ask, { accounts, exclude: some }), exclude));
    return { accounts, exclude, atHq };
  };
  const due = everySecond();
  let compared = 0;
  for await (const { accounts, exclude, atHq } of askedAhead(chunksOf(named, perQuery), atHqOf, answersAhead)) {
    const inField = adding === null ? await sumsOf(field, ask, { accounts, exclude }) : only(ask, (await (await adding)(accounts)).digests);
    yield { inField, atHq };
    compared += accounts.length;
    if (due()) say(`${compared} of ${named.length} accounts are compared`);
  }
  if (adding === null || !scope.units.includes(null)) return;
  const [people, atHq] = await Promise.all([(await adding)([null]), sumOfPeople(hq, quarantine.standingIn([]))]);
  yield { inField: only(ask, people.digests), atHq: only(ask, atHq) };
}

type Sides = Pick<Side, 'counts' | 'digests'>;

/** What a side says of accounts. */
export async function sumsOf(side: Sides, ask: 'counts' | 'digests', scope: { accounts: string[]; exclude: RecordKey[] }): Promise<Sums> {
  return only(ask, ask === 'digests' ? (await side.digests(scope)).digests : (await side.counts(scope)).counts);
}

function only(ask: 'counts' | 'digests', sums: readonly (CountsOutput['counts'][number] & { digest?: string })[]): Sums {
  return sums.map(({ account, entity, records, digest = '' }) => ({ account, entity, records, digest: ask === 'digests' ? digest : '' }));
}

/** All people of HQ: one range of them, or, of an HQ that does not know ranges, what it says of everything. */
export function sumOfPeople(
  hq: Pick<Side, 'digests' | 'rangeDigests'>,
  exclude: readonly RecordKey[],
  most: number = limits.excludedPerQuery,
): Promise<Sums> {
  const ask = async (some: RecordKey[]) => {
    const answer = await hq.rangeDigests({ entity: 'user', account: null, exclude: some, bounds: [] });
    if (answer === null) return (await hq.digests({ accounts: null, exclude: some })).digests.filter(({ account }) => account === null);
    return answer.ranges.filter(({ records }) => records > 0).map((sum) => ({ account: null, entity: 'user' as const, ...sum }));
  };
  return sumsWithout(
    ask,
    exclude.filter(({ entity }) => entity === 'user'),
    most,
  );
}
