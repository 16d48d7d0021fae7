import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { bucketOf } from './bucket.ts';
import { decideGate, type GateState } from './decide-gate.ts';

const states = (state: Partial<GateState>) =>
  new Map([['field.administration', { value: 'hq', percentage: 100, cohort: new Map<string, string>(), words: null, ...state }]]);
const accounts = Array.from({ length: 2000 }, () => randomUUID());

test('a gate that is not set is off', () => {
  expect(decideGate(new Map(), 'field.administration', 'a')).toEqual({ value: 'legacy', because: 'unknown' });
});

test('a value that this program does not know is off, also for an account of its own', () => {
  expect(decideGate(states({ value: 'later' }), 'field.administration', 'a')).toEqual({ value: 'legacy', because: 'unknown' });
  expect(decideGate(states({ cohort: new Map([['a', 'later']]) }), 'field.administration', 'a').value).toBe('legacy');
});

test("an account's own value goes before the others', also when theirs is on for all", () => {
  const set = states({ cohort: new Map([['a', 'locked']]) });
  expect(decideGate(set, 'field.administration', 'a')).toEqual({ value: 'locked', because: 'cohort' });
  expect(decideGate(set, 'field.administration', 'b')).toEqual({ value: 'hq', because: 'everybody' });
});

test('a share takes about its part of the accounts, and keeps them when it grows', () => {
  const inAt = (percentage: number) =>
    new Set(accounts.filter((account) => decideGate(states({ percentage }), 'field.administration', account).value === 'hq'));
  const [ten, thirty] = [inAt(10), inAt(30)];
  expect(ten.size).toBeGreaterThan(120);
  expect(ten.size).toBeLessThan(290);
  expect([...ten].every((account) => thirty.has(account))).toBe(true);
  expect(inAt(0).size).toBe(0);
  expect(inAt(100).size).toBe(accounts.length);
});

test('nobody in particular is outside of a share', () => {
  expect(decideGate(states({ percentage: 99 }), 'field.administration', null)).toEqual({ value: 'legacy', because: 'outside' });
});

test('the place of an account in a roll-out never changes', () => {
  expect([
    bucketOf('field.push', '0190a000-0000-4000-8000-00000000000a'),
    bucketOf('hq.field-visible', '0190a000-0000-4000-8000-00000000000a'),
  ]).toMatchInlineSnapshot(`
    [
      18,
      7,
    ]
  `);
});
