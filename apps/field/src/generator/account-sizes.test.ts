import { describe, expect, it } from 'vitest';
import { accountSizes } from './account-sizes.ts';
import { Random } from './random.ts';

describe('accountSizes', () => {
  it.each([300, 2000])('gives a few of %i accounts most of the records, and none of them a tenth', (accounts) => {
    const sizes = accountSizes(accounts, 340, new Random('sizes')).toSorted((one, other) => other - one);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const largest = sizes.slice(0, accounts / 10).reduce((sum, size) => sum + size, 0);
    expect(total / accounts).toBeCloseTo(340, -1);
    expect((sizes[0] ?? 0) / total).toBeGreaterThan(0.03);
    expect((sizes[0] ?? 0) / total).toBeLessThan(0.1);
    expect(largest / total).toBeGreaterThan(0.4);
    expect(sizes[accounts / 2] ?? 0).toBeLessThan(200);
  });

  it('gives every account a few records, also when there is one account', () => {
    expect(accountSizes(1, 340, new Random('one'))).toEqual([340]);
    expect(Math.min(...accountSizes(100, 4, new Random('small')))).toBe(4);
  });
});
