import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Claim, Holdings, Verdict } from './claims.ts';
import type { HeldRow } from './rows.ts';
import { solveUniqueValues } from './solve-unique-values.ts';

function row(id: string, externalId: string | null, key: string | null, version = 0): HeldRow {
  return { id, externalId, version, keys: [key] };
}

function claim(externalId: string, wanted: string | null, more: Partial<Claim> = {}): Claim {
  return { externalId, version: 1, rowId: null, wanted: [wanted], formerly: [], open: true, ...more };
}

function holdings(rows: readonly HeldRow[], deleted: readonly string[] = []): Holdings {
  return {
    holder: (index, key) => rows.find(({ keys }) => keys[index] === key),
    bound: (externalId) => rows.find((held) => held.externalId === externalId),
    isDeleted: ({ externalId }) => externalId !== null && deleted.includes(externalId),
  };
}

const held: Verdict = { kind: 'held', row: null, frees: [] };
const waitsFor = (...holders: string[]): Verdict => ({ kind: 'waits', index: 0, holders });
const taken = (existingId: string): Verdict => ({ kind: 'taken', index: 0, existingId });

interface Case {
  title: string;
  rows: HeldRow[];
  claims: Claim[];
  deleted?: string[];
  verdicts: Record<string, Verdict>;
}

const cases: Case[] = [
  { title: 'a free key is held', rows: [], claims: [claim('a', 'x')], verdicts: { a: held } },
  { title: 'a record keeps its key', rows: [row('1', 'a', 'x')], claims: [claim('a', 'x', { rowId: '1' })], verdicts: { a: held } },
  {
    title: 'a key of a record outside the batch is waited for',
    rows: [row('1', 'b', 'x')],
    claims: [claim('a', 'x')],
    verdicts: { a: waitsFor('b') },
  },
  {
    title: 'two records swap',
    rows: [row('1', 'a', 'x'), row('2', 'b', 'y')],
    claims: [claim('a', 'y', { rowId: '1' }), claim('b', 'x', { rowId: '2' })],
    verdicts: { a: held, b: held },
  },
  {
    title: 'a chain whose end is held outside falls as a whole',
    rows: [row('1', 'a', 'x'), row('2', 'b', 'y'), row('3', 'c', 'z')],
    claims: [claim('a', 'y', { rowId: '1' }), claim('b', 'z', { rowId: '2' })],
    verdicts: { a: waitsFor('b'), b: waitsFor('c') },
  },
  {
    title: 'a holder that was sent afresh and still wants its key wins',
    rows: [row('1', 'b', 'x')],
    claims: [claim('a', 'x'), claim('b', 'x', { rowId: '1' })],
    verdicts: { a: taken('b'), b: held },
  },
  {
    title: 'also when that holder is refused for another reason',
    rows: [row('1', 'b', 'x')],
    claims: [claim('a', 'x'), claim('b', 'x', { rowId: '1', open: false })],
    verdicts: { a: taken('b') },
  },
  {
    title: 'a refused holder that wants another key is waited for',
    rows: [row('1', 'b', 'x')],
    claims: [claim('a', 'x'), claim('b', 'y', { rowId: '1', open: false })],
    verdicts: { a: waitsFor('b') },
  },
  {
    title: 'of two new records the first has the key',
    rows: [],
    claims: [claim('a', 'x'), claim('b', 'x')],
    verdicts: { a: held, b: taken('a') },
  },
  {
    title: 'a row that the batch deletes lets go',
    rows: [row('1', 'b', 'x')],
    claims: [claim('a', 'x')],
    deleted: ['b'],
    verdicts: { a: { kind: 'held', row: null, frees: [{ row: row('1', 'b', 'x'), index: 0 }] } },
  },
  {
    title: 'a row of a united record goes over',
    rows: [row('1', 'b', 'x')],
    claims: [claim('a', 'x', { formerly: ['b'] })],
    verdicts: { a: { kind: 'held', row: row('1', 'b', 'x'), frees: [] } },
  },
  {
    title: 'a row of a united record goes over without a clash too',
    rows: [row('1', 'b', 'y')],
    claims: [claim('a', 'x', { formerly: ['b'] })],
    verdicts: { a: { kind: 'held', row: row('1', 'b', 'y'), frees: [] } },
  },
  {
    title: 'the united row that holds the key goes over before one that does not',
    rows: [row('1', 'b', 'y'), row('2', 'c', 'x')],
    claims: [claim('a', 'x', { formerly: ['b', 'c'] })],
    verdicts: { a: { kind: 'held', row: row('2', 'c', 'x'), frees: [] } },
  },
  {
    title: 'a record with a row of its own clears the key of a united one',
    rows: [row('1', 'a', 'y'), row('2', 'b', 'x')],
    claims: [claim('a', 'x', { rowId: '1', formerly: ['b'] })],
    verdicts: { a: { kind: 'held', row: null, frees: [{ row: row('2', 'b', 'x'), index: 0 }] } },
  },
  {
    title: 'a state that is older than a united row does not take it apart',
    rows: [row('1', 'b', 'x', 9)],
    claims: [claim('a', 'x', { formerly: ['b'], version: 1 })],
    verdicts: { a: waitsFor('b') },
  },
  {
    title: 'a united record that stands in the batch for itself contradicts',
    rows: [row('1', 'b', 'x')],
    claims: [claim('a', 'x', { formerly: ['b'] }), claim('b', 'x', { rowId: '1' })],
    verdicts: { a: waitsFor('b'), b: held },
  },
  {
    title: 'an unbound row is adopted',
    rows: [row('1', null, 'x')],
    claims: [claim('a', 'x')],
    verdicts: { a: { kind: 'held', row: row('1', null, 'x'), frees: [] } },
  },
  {
    title: 'an unbound row is in the way of a record that has its own',
    rows: [row('1', null, 'x'), row('2', 'a', 'y')],
    claims: [claim('a', 'x', { rowId: '2' })],
    verdicts: { a: taken('1') },
  },
  {
    title: 'an unbound row is adopted once',
    rows: [row('1', null, 'x')],
    claims: [claim('a', 'x'), claim('b', 'x')],
    verdicts: { a: { kind: 'held', row: row('1', null, 'x'), frees: [] }, b: taken('a') },
  },
];

test.each(cases)('$title', ({ rows, claims, deleted, verdicts }) => {
  expect(Object.fromEntries(solveUniqueValues(claims, holdings(rows, deleted)))).toEqual(verdicts);
});

/** Writes what was accepted, as the database would. */
function write(rows: HeldRow[], claims: readonly Claim[], verdicts: ReadonlyMap<string, Verdict>): HeldRow[] {
  const next = new Map(rows.map((held) => [held.id, { ...held, keys: [...held.keys] }]));
  for (const { externalId, version, wanted } of claims) {
    const verdict = verdicts.get(externalId);
    if (verdict?.kind !== 'held') continue;
    const own = rows.find((held) => held.externalId === externalId) ?? verdict.row;
    next.set(own?.id ?? `row of ${externalId}`, { id: own?.id ?? `row of ${externalId}`, externalId, version, keys: [...wanted] });
  }
  return [...next.values()];
}

test('any permutation of keys settles in any order of records, in one batch, without two rows sharing a key', () => {
  const permutation = fc.integer({ min: 1, max: 12 }).chain((size) => {
    const names = Array.from({ length: size }, (_, index) => index);
    return fc.record({
      target: fc.shuffledSubarray(names, { minLength: size, maxLength: size }),
      order: fc.shuffledSubarray(names, { minLength: size, maxLength: size }),
    });
  });
  fc.assert(
    fc.property(permutation, ({ target, order }) => {
      const rows = target.map((_key, index) => row(`${index}`, `r${index}`, `k${index}`));
      const claims = order.map((index) => claim(`r${index}`, `k${target[index]}`, { rowId: `${index}` }));
      const verdicts = solveUniqueValues(claims, holdings(rows));
      expect([...verdicts.values()].every(({ kind }) => kind === 'held')).toBe(true);
      const keys = write(rows, claims, verdicts).map(({ keys }) => keys[0]);
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});

test('whatever is sent, accepted claims never share a key, and growing batches settle what can be settled', () => {
  const name = fc.integer({ min: 0, max: 7 });
  const situation = fc.record({
    held: fc
      .uniqueArray(fc.tuple(name, name), { selector: ([record]) => record })
      .map((pairs) => pairs.filter(([, key], index) => pairs.findIndex((pair) => pair[1] === key) === index)),
    wanted: fc.uniqueArray(fc.tuple(name, name), { selector: ([record]) => record }),
  });
  fc.assert(
    fc.property(situation, ({ held: pairs, wanted }) => {
      let rows = pairs.map(([record, key]) => row(`row ${record}`, `r${record}`, `k${key}`));
      const claimOf = (record: number, key: number): Claim =>
        claim(`r${record}`, `k${key}`, { rowId: rows.find(({ externalId }) => externalId === `r${record}`)?.id ?? null });
      let batch = wanted;
      // As the Field side does: what is held by another is sent again together with its holder's state.
      for (let round = 0; round < 12; round += 1) {
        const claims = batch.map(([record, key]) => claimOf(record, key));
        const verdicts = solveUniqueValues(claims, holdings(rows));
        rows = write(rows, claims, verdicts);
        const keys = rows.flatMap(({ keys }) => keys[0] ?? []);
        expect(new Set(keys).size).toBe(keys.length);
        const missing = [...verdicts.values()].flatMap((verdict) => (verdict.kind === 'waits' ? verdict.holders : []));
        const added = rows.flatMap(({ externalId, keys }) => {
          const record = Number(externalId?.slice(1));
          const isNew = missing.includes(`r${record}`) && !batch.some(([other]) => other === record);
          return isNew ? [[record, Number(keys[0]?.slice(1))] as [number, number]] : [];
        });
        if (added.length === 0) {
          // What still waits, waits behind a true clash of another record.
          expect(missing.length === 0 || [...verdicts.values()].some(({ kind }) => kind === 'taken')).toBe(true);
          break;
        }
        batch = [...batch, ...added];
      }
      // In the end every record has what it wants, or another one of the batch has it.
      for (const [record, key] of wanted) {
        const holder = rows.find(({ keys }) => keys[0] === `k${key}`);
        expect(holder, `k${key} wanted by r${record}`).toBeDefined();
      }
    }),
  );
});
