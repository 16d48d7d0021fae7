import { nameKey } from '@hq-field/contracts';
import { expect, test } from 'vitest';

/** Whether two characters are one to simple case folding, which is what the flags i and u compare by. */
const foldAlike = (one: string, other: string) => new RegExp(`^${one}$`, 'iu').test(other);

test('names of one key are one to case folding too: a small letter folds as its capital does', () => {
  const characters = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));
  const capitals = characters.filter((character) => /\p{Changes_When_Lowercased}/u.test(character));
  expect(capitals.length).toBeGreaterThan(1000);
  // The dotted capital I alone has a small letter of two characters, and full case folding gives it the same two.
  expect(capitals.filter((capital) => !foldAlike(capital, capital.toLowerCase()))).toEqual(['\u0130']);
  // At the end of a word sigma has another small letter.
  expect([nameKey('\u039f\u03a3'), foldAlike('\u03a3', '\u03c2')]).toEqual(['\u03bf\u03c2', true]);
});

test.each([
  ['Stra\u00dfe', 'STRASSE'],
  ['\u03bf\u03c3', '\u039f\u03a3'],
  ['\ufb01x', 'FIX'],
])('%s and %s, which case folding would unite, stay two names', (one, other) => {
  expect(nameKey(one)).not.toBe(nameKey(other));
});
