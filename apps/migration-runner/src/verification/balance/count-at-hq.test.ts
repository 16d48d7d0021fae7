import type { RangeDigestsInput, RecordKey, VerificationScope } from '@hq-field/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pairName } from '../compare-digests.ts';
import { countAtHq } from './count-at-hq.ts';

type Held = RecordKey & { account: string | null; ofCompany?: string };
type Asked = { accounts: readonly string[]; exclude: readonly RecordKey[] };

/** An HQ that holds records, people in no account, and answers as HQ does: pairs without records are not named. */
const hqWith = (held: readonly Held[], asked: Asked[] = []) => {
  const sums = (of: readonly Held[], exclude: readonly RecordKey[]) => {
    const excluded = new Set(exclude.map(({ entity, externalId }) => `${entity} ${externalId}`));
    const companies = new Set(exclude.flatMap(({ entity, externalId }) => (entity === 'company' ? [externalId] : [])));
    const left = of.filter((one) => !excluded.has(`${one.entity} ${one.externalId}`) && !companies.has(one.ofCompany ?? ''));
    return [...Map.groupBy(left, pairName).values()].map((rows) => {
      const { account, entity } = rows[0] as Held;
      return { account, entity, records: rows.length, digest: '' };
    });
  };
  return {
    async counts({ accounts, exclude }: VerificationScope) {
      asked.push({ accounts: accounts ?? [], exclude });
      return {
        counts: sums(
          held.filter(({ account }) => account !== null && accounts?.includes(account)),
          exclude,
        ),
      };
    },
    digests: () => Promise.reject(new Error('this HQ knows ranges')),
    async rangeDigests({ exclude, bounds }: RangeDigestsInput) {
      asked.push({ accounts: [], exclude });
      expect(bounds).toEqual([]);
      const [people = { records: 0, digest: '0' }] = sums(
        held.filter(({ account }) => account === null),
        exclude,
      );
      return { ranges: [{ records: people.records, digest: people.digest }] };
    },
  };
};

const externalId = fc.nat(40).map(String);
const ofJoin = (number: number): string => `p:${number}`;
const account = fc.constantFrom('a', 'b', 'c');
const records: fc.Arbitrary<Held[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({ entity: fc.constantFrom('project', 'company'), externalId, account }),
    fc.record({ entity: fc.constant('projectCompany' as const), externalId: fc.nat(40).map(ofJoin), account, ofCompany: externalId }),
    fc.record({ entity: fc.constant('user' as const), externalId, account: fc.constant(null) }),
  ),
  { selector: ({ entity, externalId: id }) => `${entity} ${id}`, maxLength: 60 },
);
const keys: fc.Arbitrary<RecordKey[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({ entity: fc.constantFrom('project', 'company', 'user'), externalId: fc.nat(60).map(String) }),
    fc.record({ entity: fc.constant('projectCompany' as const), externalId: fc.nat(60).map(ofJoin) }),
  ),
  { selector: ({ entity, externalId: id }) => `${entity} ${id}`, maxLength: 60 },
);
const atOnce = fc.record({ accounts: fc.integer({ min: 1, max: 4 }), excluded: fc.integer({ min: 1, max: 7 }) });

test('nothing is counted that is apart, and everything else is, however little a question names', async () => {
  await fc.assert(
    fc.asyncProperty(records, keys, atOnce, async (held, apart, most) => {
      const asked: Asked[] = [];
      const counted = await countAtHq(hqWith(held, asked), ['a', 'b', 'c'], apart, most);
      const isApart = new Set(apart.map(({ entity, externalId: id }) => `${entity} ${id}`));
      const expected = held.filter(({ entity, externalId: id }) => !isApart.has(`${entity} ${id}`));
      expect(new Map(counted.map((one) => [pairName(one), one.records]))).toEqual(
        new Map([...Map.groupBy(expected, pairName)].map(([name, of]) => [name, of.length])),
      );
      for (const { accounts, exclude } of asked) {
        expect(accounts.length).toBeLessThanOrEqual(most.accounts);
        expect(exclude.length).toBeLessThanOrEqual(most.excluded);
      }
    }),
  );
});

test('a row that has no key at HQ is not asked for', async () => {
  const asked: Asked[] = [];
  await countAtHq(
    hqWith([{ entity: 'project', externalId: '1', account: 'a' }], asked),
    ['a'],
    [{ entity: 'projectMember', externalId: 'contacts#7' }],
  );
  expect(asked.map(({ exclude }) => exclude)).toEqual([[], []]);
});
