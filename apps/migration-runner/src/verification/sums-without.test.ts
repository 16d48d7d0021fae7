import type { RecordKey } from '@hq-field/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pairName } from './compare-digests.ts';
import { type Sums, sumsWithout } from './sums-without.ts';

/** A row of an account that is of a person and of a company. */
interface Row {
  account: string;
  key: string;
  user: string;
  company: string;
  digest: bigint;
}

const isNamed = (exclude: readonly RecordKey[], row: Row) =>
  exclude.some(
    ({ entity, externalId }) =>
      (entity === 'accountMember' && externalId === row.key) ||
      (entity === 'user' && externalId === row.user) ||
      (entity === 'company' && externalId === row.company),
  );

function sumsOf(rows: readonly Row[], exclude: readonly RecordKey[]): Sums {
  const left = rows.filter((row) => !isNamed(exclude, row));
  return [...Map.groupBy(left, ({ account }) => account)].map(([account, of]) => ({
    account,
    entity: 'accountMember',
    records: of.length,
    digest: String(of.reduce((sum, { digest }) => sum + digest, 0n)),
  }));
}

const name = fc.nat(9).map(String);
const rows = fc.array(
  fc.record({ account: fc.constantFrom('a', 'b'), key: name, user: name, company: name, digest: fc.bigInt({ min: 0n, max: 1n << 60n }) }),
  { maxLength: 40 },
);
const exclude = (entity: RecordKey['entity'], maxLength: number) =>
  fc.uniqueArray(name, { maxLength }).map((ids) => ids.map((externalId) => ({ entity, externalId })));

it('leaves out as many people as there are, with companies and other records, whatever rows have in common', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      exclude('user', 10),
      exclude('company', 2),
      exclude('accountMember', 2),
      async (held, people, companies, others) => {
        const all = [...others, ...people, ...companies];
        const asked: number[] = [];
        const ask = async (some: RecordKey[]) => {
          asked.push(some.length);
          return sumsOf(held, some);
        };
        const byPair = (sums: Sums) => new Map(sums.map((sum) => [pairName(sum), sum]));
        expect(byPair(await sumsWithout(ask, all, 8))).toEqual(byPair(sumsOf(held, all)));
        expect(Math.max(...asked)).toBeLessThanOrEqual(8);
        if (all.length <= 8) expect(asked).toHaveLength(1);
      },
    ),
  );
});

it('leaves out companies before other records, where a question takes no more', async () => {
  const keys = (entity: RecordKey['entity'], count: number) => Array.from({ length: count }, (_, at) => ({ entity, externalId: `${at}` }));
  const asked: RecordKey[][] = [];
  const ask = async (some: RecordKey[]) => {
    asked.push(some);
    return [];
  };
  await sumsWithout(ask, [...keys('project', 5), ...keys('company', 3)], 4);
  expect(asked).toEqual([[...keys('company', 3), ...keys('project', 1)]]);
  await sumsWithout(ask, [...keys('project', 5), ...keys('company', 1), ...keys('user', 3)], 4);
  const always = [...keys('company', 1), ...keys('project', 1)];
  const [first, second, third] = keys('user', 3);
  expect(asked.slice(1)).toEqual([always, [...always, first, second], [...always, third]]);
});
