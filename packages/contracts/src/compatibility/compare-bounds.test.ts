import { expect, test } from 'vitest';
import { compareBounds } from './compare-bounds.ts';

const least = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const most = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const told = (before: object, after: object, side: 'request' | 'response' = 'request') =>
  compareBounds(side, 'here', before as Record<string, unknown>, after as Record<string, unknown>).map(
    (one) => `${one.rule} ${one.path} ${one.before} ${one.after}`,
  );

test.each([...least.map((keyword) => [keyword, 1, 2] as const), ...most.map((keyword) => [keyword, 2, 1] as const)])(
  '%s from %i to %i, or where none was, is tighter; the reverse is looser',
  (keyword, wide, tight) => {
    const at = `here ${keyword}`;
    expect(told({ [keyword]: wide }, { [keyword]: tight })).toEqual([`request-bound-tightened ${at} ${wide} ${tight}`]);
    expect(told({ [keyword]: tight }, { [keyword]: wide })).toEqual([`request-bound-loosened ${at} ${tight} ${wide}`]);
    expect(told({}, { [keyword]: tight }, 'response')).toEqual([`response-bound-tightened ${at} null ${tight}`]);
    expect(told({ [keyword]: tight }, {}, 'response')).toEqual([`response-bound-loosened ${at} ${tight} null`]);
    expect(told({ [keyword]: tight }, { [keyword]: tight })).toEqual([]);
  },
);

test.each([
  [2, 4, 'tightened', 'tightened'],
  [4, 2, 'loosened', 'loosened'],
  [0.1, 0.3, 'tightened', 'tightened'],
  [2, 3, 'tightened', 'loosened'],
  [null, 5, 'tightened', 'tightened'],
  [5, null, 'loosened', 'loosened'],
])('steps of %s and then of %s are %s in a request, %s in an answer', (before, after, request, response) => {
  const of = (step: number | null) => (step === null ? {} : { multipleOf: step });
  expect(told(of(before), of(after), 'request')).toEqual([`request-bound-${request} here multipleOf ${before} ${after}`]);
  expect(told(of(before), of(after), 'response')).toEqual([`response-bound-${response} here multipleOf ${before} ${after}`]);
  expect(told(of(before), of(before))).toEqual([]);
});

test('a list that must not repeat is tighter, and false is as good as nothing', () => {
  expect(told({}, { uniqueItems: true })).toEqual(['request-bound-tightened here uniqueItems null true']);
  expect(told({ uniqueItems: true }, { uniqueItems: false })).toEqual(['request-bound-loosened here uniqueItems true false']);
  expect(told({ uniqueItems: false }, {})).toEqual([]);
  expect(told({ uniqueItems: true }, { uniqueItems: true })).toEqual([]);
});

test('several bounds are told each', () => {
  expect(told({ minLength: 1, maxLength: 9 }, { minLength: 0, maxLength: 8 })).toEqual([
    'request-bound-loosened here minLength 1 0',
    'request-bound-tightened here maxLength 9 8',
  ]);
});
