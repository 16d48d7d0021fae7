import type { LedgerLine } from '@hq-field/field-adapter';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BalanceLine, closeBalance, sumByEntity, unbalanced } from './close-balance.ts';

const line = (change: Partial<LedgerLine> = {}): LedgerLine => ({
  account: 'a',
  entity: 'project',
  rows: 10,
  filtered: 2,
  merged: 1,
  quarantined: 3,
  inFlight: 1,
  ...change,
});
const atHq = (records: number, account: string | null = 'a') => [{ account, entity: 'project' as const, records }];
const live = () => true;

it('closes when every row is somewhere', () => {
  const lines = closeBalance([line()], atHq(3), live);
  expect(lines).toMatchObject([{ applied: 3, open: 0 }]);
  expect(unbalanced(lines)).toEqual([]);
});

it('names what is nowhere, and what HQ has too much of', () => {
  expect(unbalanced(closeBalance([line()], atHq(2), live))).toMatchObject([
    { kind: 'unbalanced', entity: 'project', account: 'a', fields: [{ inField: '3', inHq: '2' }] },
  ]);
  expect(closeBalance([line()], atHq(4), live)).toMatchObject([{ open: -1 }]);
  expect(closeBalance([], atHq(1, 'b'), live)).toMatchObject([{ account: 'b', rows: 0, open: -1 }]);
});

it('takes what an account lacks that is not live as on its way, and never what HQ has too much of', () => {
  expect(closeBalance([line()], [], () => false)).toMatchObject([{ inFlight: 4, open: 0 }]);
  expect(closeBalance([line()], atHq(4), () => false)).toMatchObject([{ inFlight: 1, open: -1 }]);
});

it('keeps what is known of each line, and adds lines up by entity', () => {
  const lines = closeBalance([line(), line({ account: 'b', rows: 1, filtered: 0, merged: 0, quarantined: 0, inFlight: 0 })], atHq(2), live);
  expect(lines).toEqual([
    { ...line(), applied: 2, open: 1 },
    { account: 'b', entity: 'project', rows: 1, filtered: 0, merged: 0, quarantined: 0, inFlight: 0, applied: 0, open: 1 },
  ]);
  expect(sumByEntity(lines)).toEqual([
    { account: null, entity: 'project', rows: 11, filtered: 2, merged: 1, quarantined: 3, inFlight: 1, applied: 2, open: 2 },
  ]);
  expect(unbalanced(lines)[1]).toEqual({
    kind: 'unbalanced',
    entity: 'project',
    account: 'b',
    key: '(balance)',
    externalId: null,
    fields: [{ name: '(records)', inField: '1', inHq: '0' }],
  });
  expect(closeBalance([], atHq(2, null), live)).toEqual([
    { account: null, entity: 'project', rows: 0, filtered: 0, merged: 0, quarantined: 0, inFlight: 0, applied: 2, open: -2 },
  ]);
});

it('always adds up, and so do the sums', () => {
  const number = fc.nat(50);
  const any = fc.record({
    rows: number,
    filtered: number,
    merged: number,
    quarantined: number,
    inFlight: number,
    applied: number,
    live: fc.boolean(),
  });
  const adds = (one: BalanceLine) => one.applied + one.merged + one.filtered + one.quarantined + one.inFlight + one.open;
  fc.assert(
    fc.property(fc.array(any), (rows) => {
      const lines = closeBalance(
        rows.map(({ rows: all, filtered, merged, quarantined, inFlight }, at) =>
          line({ rows: all, filtered, merged, quarantined, inFlight, account: `${at}` }),
        ),
        rows.flatMap(({ applied }, at) => atHq(applied, `${at}`)),
        (account) => rows[Number(account)]?.live === true,
      );
      for (const one of [...lines, ...sumByEntity(lines)]) expect(adds(one)).toBe(one.rows);
    }),
  );
});
