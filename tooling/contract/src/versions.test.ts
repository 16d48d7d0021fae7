import { nextVersion } from '@hq-field/contracts/compatibility';
import { expect, test } from 'vitest';
import { bumpBetween, compareVersions, greatest, isEnough } from './versions.ts';

test.each([
  ['1.0.0', '1.0.1', 'patch'],
  ['1.0.9', '1.1.0', 'minor'],
  ['1.9.9', '2.0.0', 'major'],
  ['1.0.0', '1.0.0', null],
  ['1.1.0', '1.0.9', null],
] as const)('from %s to %s it is %s', (older, newer, bump) => expect(bumpBetween(older, newer)).toBe(bump));

test('versions are numbers, not text', () => {
  expect(['1.10.0', '1.9.0', '1.9.0-beta.1'].sort(compareVersions)).toEqual(['1.9.0', '1.9.0-beta.1', '1.10.0']);
});

test('the next version follows the greatest bump', () => {
  expect(greatest([])).toBe(null);
  expect(greatest(['patch', 'major', 'minor'])).toBe('major');
  expect([null, 'patch', 'minor', 'major'].map((bump) => nextVersion('1.2.3', bump as 'patch' | null))).toEqual([
    '1.2.3',
    '1.2.4',
    '1.3.0',
    '2.0.0',
  ]);
  expect([isEnough('minor', 'major'), isEnough('major', 'minor'), isEnough('patch', 'patch')]).toEqual([false, true, true]);
});
