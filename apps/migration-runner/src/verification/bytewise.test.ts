import { expect, it } from 'vitest';
import { compareBytewise, lastKey } from './bytewise.ts';

const sorted = [
  '',
  '\0',
  'a',
  'a\u0001',
  'aa',
  'b',
  '\u00e9',
  '\ud7ff',
  '\ue000',
  '\ufffd',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
  '\u{1f600}a',
  '\u{1f601}',
  lastKey,
];

it('orders as the UTF-8 bytes do, an emoji behind U+FFFD, unlike UTF-16', () => {
  for (const [at, left] of sorted.entries()) {
    for (const [other, right] of sorted.entries()) {
      expect([left, right, Math.sign(compareBytewise(left, right))]).toEqual([left, right, Math.sign(at - other)]);
      expect(Math.sign(compareBytewise(left, right))).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
    }
  }
});

it('has a last key behind all others', () => {
  expect(lastKey).toBe('\u{10ffff}');
});
