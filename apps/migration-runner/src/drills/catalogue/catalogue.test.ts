import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drills } from './index.ts';

test('names are used once, and the question of each drill is asked', () => {
  expect(new Set(drills.map(({ name }) => name)).size).toBe(drills.length);
  const questions = readFileSync(new URL('../../../docs/what-if.md', import.meta.url), 'utf8');
  expect(drills.filter(({ name }) => !questions.includes(name)).map(({ name }) => name)).toEqual([]);
});
