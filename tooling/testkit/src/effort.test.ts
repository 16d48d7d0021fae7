import { afterEach, expect, test, vi } from 'vitest';
import { byEffort } from './effort.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const counts = { usual: 10, ci: 100, long: 1000 };

test('without TEST_EFFORT the counts are the usual ones', () => {
  vi.stubEnv('TEST_EFFORT', '');
  expect(byEffort(counts)).toBe(10);
});

test('TEST_EFFORT names the counts', () => {
  vi.stubEnv('TEST_EFFORT', 'ci');
  expect(byEffort(counts)).toBe(100);
  vi.stubEnv('TEST_EFFORT', 'long');
  expect(byEffort(counts)).toBe(1000);
});

test('an effort that does not exist is refused: a typing error would test less than was asked for', () => {
  vi.stubEnv('TEST_EFFORT', 'CI');
  expect(() => byEffort(counts)).toThrow('usual, ci, long');
});
