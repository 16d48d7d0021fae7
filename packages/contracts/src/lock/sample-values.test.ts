import { expect, test } from 'vitest';
import { nameKey } from '../v1/keys.ts';
import { sameMajor } from '../v1/version.ts';
import { namesForKeys, pairsOfVersions, sampleValues } from './sample-values.ts';
import { sampleLabel } from './sampled-schema.ts';

test.each([...';:-_&!?\'"()[]{}/\\|+*=<>#%$@~^`'])('a key that is made without %s at its end is another of some sample', (character) => {
  const trimmed = (name: string) => (nameKey(name).endsWith(character) ? nameKey(name).slice(0, -1) : nameKey(name));
  expect(namesForKeys.some((name) => trimmed(name) !== nameKey(name))).toBe(true);
});

test.each([
  ['unfolded letters', (name: string) => name],
  ['NFKC', (name: string) => nameKey(name.normalize('NFKC'))],
  ['a dash as a space', (name: string) => nameKey(name.replaceAll('-', ' '))],
  ['no accents', (name: string) => nameKey(name.normalize('NFD').replace(/\p{M}/gu, ''))],
])('a key with %s is another of some sample', (_title, key) => {
  expect(namesForKeys.some((name) => key(name) !== nameKey(name))).toBe(true);
});

test.each([
  ['equal versions', (one: string, other: string) => one === other],
  ['equal minors', (one: string, other: string) => one.split('.')[1] === other.split('.')[1] && sameMajor(one, other)],
  ['a newer server', (one: string, other: string) => sameMajor(one, other) && one <= other],
  ['the first digit', (one: string, other: string) => one.charAt(0) === other.charAt(0)],
  ['whole versions', (one: string, other: string) => sameMajor(one, other) && /^\d+\.\d+\.\d+$/u.test(other)],
])('%s are told from the same major by some pair', (_title, match) => {
  expect(pairsOfVersions.some(([one, other]) => match(one, other) !== sameMajor(one, other))).toBe(true);
});

test('no two samples have one label', () => {
  expect(new Set(sampleValues.map(sampleLabel)).size).toBe(sampleValues.length);
});
