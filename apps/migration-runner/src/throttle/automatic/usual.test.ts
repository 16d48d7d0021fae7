import { expect, test } from 'vitest';
import { usualAfter } from './usual.ts';

const after = (usual: number | null, seen: number, times: number) => {
  let now = usual;
  for (let time = 0; time < times; time += 1) now = usualAfter(now, seen);
  return now ?? 0;
};

test('the first time is the usual one; faster ones are learnt within seconds', () => {
  expect(after(null, 100, 1)).toBe(100);
  expect(after(1000, 100, 15)).toBeLessThan(140);
});

test('an HQ that becomes ten times slower is not usual for minutes, and is at last', () => {
  expect(after(100, 1000, 60)).toBeLessThan(200);
  expect(after(100, 1000, 1500)).toBeGreaterThan(300);
});
