import { expect, test } from 'vitest';
import { scoreOf } from './score.ts';

const mutant = (status: string) => ({
  status,
  mutatorName: 'BooleanLiteral',
  replacement: 'a\n  b',
  location: { start: { line: 3, column: 7 } },
});

test('mutants that no test runs count against the score, those that are no programs count not at all', () => {
  const mutants = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'CompileError', 'RuntimeError', 'Ignored', 'Killed'].map(mutant);
  expect(scoreOf({ files: { 'a.ts': { mutants: mutants.slice(0, 3) }, 'b.ts': { mutants: mutants.slice(3) } } })).toEqual({
    mutants: 5,
    noticed: 3,
    percent: 60,
    unnoticed: ['a.ts:3:7 BooleanLiteral: a b', 'b.ts:3:7 BooleanLiteral: a b'],
  });
});

test('a share is never rounded up, and nothing is no success', () => {
  const mutants = [...Array.from({ length: 2 }, () => mutant('Killed')), mutant('Survived')];
  expect(scoreOf({ files: { 'a.ts': { mutants } } }).percent).toBe(66.6);
  expect(scoreOf({ files: {} }).percent).toBe(0);
});
