import type { RecordKey, VerificationScope } from '@hq-field/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pairName } from '../compare-digests.ts';
import { countAtHq } from './count-at-hq.ts';

type Held = RecordKey & { account: string };
const entities = ['project', 'company'] as const;

/** An HQ that holds records, and answers as counts does: pairs without records are not named. */
const hqWith = (held: readonly Held[], asked: VerificationScope[] = []) => ({
  counts(scope: VerificationScope) {
    asked.push(scope);
    const excluded = new Set(scope.exclude.map(({ entity, externalId }) => `${entity} ${externalId}`));
    const left = held.filter(({ entity, externalId }) => !excluded.has(`${entity} ${externalId}`));
    const pairs = Map.groupBy(left, (one) => pairName(one));
    return Promise.resolve({
      counts: [...pairs.values()].map((of) => ({
        account: (of[0] as Held).account,
        entity: (of[0] as Held).entity,
        records: of.length,
        highestVersion: 0,
      })),
    });
  },
});

const records = fc.uniqueArray(
  fc.record({ entity: fc.constantFrom(...entities), externalId: fc.nat(40).map(String), account: fc.constantFrom('a', 'b', 'c') }),
  { selector: ({ entity, externalId }) => `${entity} ${externalId}`, maxLength: 60 },
);
const keys = fc.uniqueArray(fc.record({ entity: fc.constantFrom(...entities), externalId: fc.nat(60).map(String) }), {
  selector: ({ entity, externalId }) => `${entity} ${externalId}`,
  maxLength: 60,
});

test('what is left out in parts is left out as if at once, whatever a question may name', async () => {
  await fc.assert(
    fc.asyncProperty(records, keys, fc.integer({ min: 1, max: 7 }), async (held, apart, perQuery) => {
      const asked: VerificationScope[] = [];
      const counted = await countAtHq(hqWith(held, asked), apart, perQuery);
      const sums = (counts: typeof counted) => new Map(counts.map((one) => [pairName(one), one.records] as const));
      const atOnce = (await hqWith(held).counts({ accounts: null, exclude: apart })).counts;
      expect(sums(counted)).toEqual(sums(atOnce));
      for (const { exclude } of asked) expect(exclude.length).toBeLessThanOrEqual(perQuery);
    }),
  );
});

test('a row that has no key at HQ is not asked for', async () => {
  const asked: VerificationScope[] = [];
  await countAtHq(hqWith([{ entity: 'project', externalId: '1', account: 'a' }], asked), [{ entity: 'project', externalId: 'contacts#7' }]);
  expect(asked).toEqual([{ accounts: null, exclude: [] }]);
});
