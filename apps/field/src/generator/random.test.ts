import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const sequence = (seed: string) => {
  const random = new Random(seed);
  return Array.from({ length: 50 }, () => random.next());
};

describe('Random', () => {
  it('gives the same sequence for the same seed and another one for another', () => {
    expect(sequence('1')).toEqual(sequence('1'));
    expect(sequence('1')).not.toEqual(sequence('2'));
  });

  it('spreads evenly over its range', () => {
    const random = new Random('even');
    const tens = Array.from({ length: 10 }, () => 0);
    for (let count = 0; count < 10_000; count += 1) {
      const ten = random.below(10);
      tens[ten] = (tens[ten] ?? 0) + 1;
    }
    expect(Math.min(...tens)).toBeGreaterThan(850);
    expect(Math.max(...tens)).toBeLessThan(1150);
  });

  it('makes lower-case guids, each another one', () => {
    const random = new Random('guids');
    const guids = Array.from({ length: 1000 }, () => random.guid());
    expect(new Set(guids).size).toBe(1000);
    for (const guid of guids) expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  });

  it('samples different values, as many as wanted on average', () => {
    const random = new Random('sample');
    const values = [1, 2, 3, 4, 5];
    const sizes = Array.from({ length: 2000 }, () => random.sample(values, 2.5)).map((sample) => {
      expect(new Set(sample).size).toBe(sample.length);
      return sample.length;
    });
    expect(sizes.reduce((sum, size) => sum + size, 0) / 2000).toBeCloseTo(2.5, 1);
    expect(random.sample(values, 99)).toHaveLength(5);
    expect(random.sample([], 3)).toEqual([]);
  });
});
