import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classesOf } from './account-sizes.ts';

test('accounts stand in classes of ten times each', () => {
  expect(classesOf([0, 1, 9, 10, 99, 100, 1000, 1001])).toEqual([
    { from: 1, to: 9, accounts: 3, records: 10 },
    { from: 10, to: 99, accounts: 2, records: 109 },
    { from: 100, to: 999, accounts: 1, records: 100 },
    { from: 1000, to: 9999, accounts: 2, records: 2001 },
  ]);
});

test('no account and no record is lost between the classes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2_000_000)), (sizes) => {
      const classes = classesOf(sizes);
      expect(classes.reduce((sum, one) => sum + one.accounts, 0)).toBe(sizes.length);
      expect(classes.reduce((sum, one) => sum + one.records, 0)).toBe(sizes.reduce((sum, size) => sum + size, 0));
    }),
  );
});
