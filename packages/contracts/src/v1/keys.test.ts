import { expect, test } from 'vitest';
import { emailKey, nameKey, whiteSpace } from './keys.ts';

test.each([
  ['  Ann.Smith@Example.COM\t', 'ann.smith@example.com'],
  ['\u00c9mile@x.org', '\u00e9mile@x.org'],
  ['e\u0301mile@x.org', '\u00e9mile@x.org'],
  ['a b@x.org', 'a b@x.org'],
])('the key of the e-mail %j is %j', (email, key) => {
  expect(emailKey(email)).toBe(key);
});

test.each([
  ['ACME', 'acme'],
  ['  Acme   Concrete\u00a0\n Inc. ', 'acme concrete inc'],
  ['Acme, Inc.,. ', 'acme, inc'],
  ['A.C.M.E.', 'a.c.m.e'],
  ['E\u0301mile', '\u00e9mile'],
  [' ., ', '.,'],
  ['...', '...'],
  ['.acme', '.acme'],
  ['', ''],
])('the key of the name %j is %j', (name, key) => {
  expect(nameKey(name)).toBe(key);
});

test('white space is what trim removes, and nothing else of the first plane', () => {
  const trimmed = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((one) => one.trim() === '');
  expect([...whiteSpace].toSorted()).toEqual(trimmed.toSorted());
});
