import { expect, test } from 'vitest';
import { phaseOf } from './phase-of.ts';

test.each([
  [['install'], 'install'],
  [['verify'], 'verify'],
  [['verify', '--by', 'digests', '--settle', '5', '--json'], 'verify'],
  [['verify', '--by', 'deep', '--accounts', 'a,b'], 'verify --accounts --by deep'],
  [['verify', '--accounts=a', '--by=deep'], 'verify --accounts --by deep'],
  [['work'], 'work'],
  [['work', '--until-idle'], 'work --until-idle'],
  [['extract', '--name', 'users', '--side', 'hq', '--out', 'users.csv'], 'extract --name users --side hq'],
  [['enqueue', '--smoke', '5'], 'enqueue --smoke'],
  [['uninstall', '--retire'], 'uninstall'],
])('%j is the phase %s', (words, phase) => {
  expect(phaseOf(words)).toBe(phase);
});
