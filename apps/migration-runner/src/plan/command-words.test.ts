import { readFileSync } from 'node:fs';
import { parsePlan } from '@hq-field/release-plan';
import { expect, test } from 'vitest';
import { commandNames } from '../commands/index.ts';
import { defaultPlan } from './open-plan.ts';
import { commandWords } from './command-words.ts';

test('words in quotes stay together, and other programs are not the runner', () => {
  expect(commandWords('pnpm migrate stage enter migrating --reason "bulk migration"')).toEqual([
    'stage',
    'enter',
    'migrating',
    '--reason',
    'bulk migration',
  ]);
  expect(commandWords('pnpm migrate gate set field.push off --say ""')?.at(-1)).toBe('');
  expect(commandWords('kubectl rollout undo deployment/hq')).toBeNull();
});

test('every command of the plan is one of the runner, ways back too', () => {
  const parsed = parsePlan(readFileSync(defaultPlan, 'utf8'));
  if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes));
  const written = parsed.plan.steps.flatMap(({ command, back }) => [command, back !== null && 'how' in back ? back.command : null]);
  const named = written.flatMap((command) => (command === null ? [] : [commandWords(command)?.[0]]));
  expect(named.length).toBeGreaterThan(20);
  expect([...new Set(named)].filter((name) => name === undefined || !commandNames.includes(name))).toEqual([]);
});
