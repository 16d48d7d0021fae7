import { expect, test } from 'vitest';
import { median, quantile } from './quantile.ts';

test('quantiles are values that were measured', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(quantile(values, 0.95)).toBe(96);
  expect(median([3, 1, 2])).toBe(2);
  expect(quantile([7], 0.99)).toBe(7);
  expect(() => median([])).toThrow('Nothing was measured');
});
