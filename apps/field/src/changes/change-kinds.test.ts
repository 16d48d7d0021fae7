import { expect, it } from 'vitest';
import { Random } from '../generator/random.ts';
import { changeKinds, pickKind } from './change-kinds.ts';

function picked(seed: string, count: number, withSlow = true): string[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => pickKind(random, withSlow)[0]);
}

it('the same seed picks the same kinds in the same order', () => {
  expect(picked('7', 500)).toEqual(picked('7', 500));
  expect(picked('7', 500)).not.toEqual(picked('8', 500));
});

it('every kind comes up, about as often as its weight says', () => {
  const count = 50_000;
  const times = new Map<string, number>();
  for (const id of picked('weights', count)) times.set(id, (times.get(id) ?? 0) + 1);
  const total = Object.values(changeKinds).reduce((sum, { weight }) => sum + weight, 0);
  for (const [id, { weight }] of Object.entries(changeKinds)) {
    const expected = (count * weight) / total;
    expect(times.get(id) ?? 0, id).toBeGreaterThan(expected * 0.6);
    expect(times.get(id) ?? 0, id).toBeLessThan(expected * 1.4);
  }
});

it('no slow kind is picked while enough of them are under way', () => {
  for (const id of new Set(picked('slow', 5000, false))) expect(changeKinds[id]?.slow).not.toBe(true);
});

it('each kind says in one sentence what users do', () => {
  const sentences = Object.values(changeKinds).map(({ sentence }) => sentence);
  expect(new Set(sentences).size).toBe(sentences.length);
});
