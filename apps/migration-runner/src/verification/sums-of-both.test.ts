import type { VerificationScope } from '@hq-field/contracts';
import { expect, it } from 'vitest';
import { chooseScope } from './choose-scope.ts';
import { Quarantined } from './quarantined.ts';
import { sumsOfBoth } from './sums-of-both.ts';
import type { Look } from './take-reading.ts';

const known = ['a', 'b', 'c'].map((externalId) => ({ externalId, deleted: false, isInField: true, state: 'live' as const }));
const sum = (account: string | null, digest: string) =>
  ({ account, entity: account === null ? 'user' : 'account', records: 1, digest }) as const;
const quarantine = new Quarantined([
  { entity: 'project', externalId: 'p', account: 'b' },
  { entity: 'user', externalId: 'u', account: null },
]);

/** Each side has one account row of every account, and a person; HQ has an account more. */
async function read(asked: readonly string[] | null, ask: 'counts' | 'digests', { knowsRanges = true } = {}) {
  const questions: VerificationScope[] = [];
  const addedUp: unknown[] = [];
  const side = (digest: string) => {
    const digests = async (scope: VerificationScope) => {
      questions.push(scope);
      return { digests: (scope.accounts ?? [null]).map((account) => sum(account, digest)) };
    };
    const counts = async (scope: VerificationScope) => ({
      counts: (await digests(scope)).digests.map(({ account, entity, records }) => ({ account, entity, records })),
    });
    return { digests, counts };
  };
  const look = {
    quarantine,
    field: {
      ...side('1'),
      async addUp(exclude: unknown) {
        addedUp.push(exclude);
        return async (accounts: readonly (string | null)[]) => ({ digests: accounts.map((account) => sum(account, '1')) });
      },
    },
    hq: {
      ...side('2'),
      rangeDigests: async () => (knowsRanges ? { ranges: [{ records: 1, digest: '2' }] } : null),
      async *extract() {
        yield 'account,name\nb,B\nd,only at HQ\n';
      },
    },
  } as unknown as Look;
  const parts = await Array.fromAsync(sumsOfBoth(look, chooseScope(known, asked), ask, () => {}, 2));
  const accountsOf = (of: 'inField' | 'atHq') => parts.map((part) => part[of].map(({ account }) => account));
  const digests = parts.map(({ inField, atHq }) => [inField[0]?.digest, atHq[0]?.digest]);
  return { inField: accountsOf('inField'), atHq: accountsOf('atHq'), digests, questions, addedUp };
}

it.each([true, false])(
  'asks for everything in parts, what only HQ has among them and all people last (HQ knows ranges: %s)',
  async (knowsRanges) => {
    const { inField, atHq, digests, questions, addedUp } = await read(null, 'digests', { knowsRanges });
    expect({ inField, atHq }).toEqual({ inField: [['a', 'b'], ['c', 'd'], [null]], atHq: [['a', 'b'], ['c', 'd'], [null]] });
    expect(new Set(digests.map(String))).toEqual(new Set(['1,2']));
    expect(addedUp).toEqual([quarantine.keys]);
    // What is in quarantine is left out where it may stand.
    const ofPeople = [{ entity: 'user', externalId: 'u' }];
    expect(questions).toEqual([
      { accounts: ['a', 'b'], exclude: [{ entity: 'project', externalId: 'p' }, ...ofPeople] },
      { accounts: ['c', 'd'], exclude: ofPeople },
      ...(knowsRanges ? [] : [{ accounts: null, exclude: ofPeople }]),
    ]);
  },
);

it('asks both sides for the accounts that were asked for, and nothing else', async () => {
  const { inField, atHq, addedUp } = await read(['c', 'a', 'b'], 'digests');
  expect({ inField, atHq, addedUp }).toEqual({ inField: [['c', 'a'], ['b']], atHq: [['c', 'a'], ['b']], addedUp: [] });
});

it.each([null, ['a']])('counts without digests: %j', async (asked) => {
  const { digests } = await read(asked, 'counts');
  expect(digests).toHaveLength(asked === null ? 3 : 1);
  expect(new Set(digests.map(String))).toEqual(new Set([',']));
});
