import { expect, test } from 'vitest';
import { RightOfWay } from './right-of-way.ts';

test('a backfill gives way while live changes are late, to a quarter, and takes its way back step by step', () => {
  const way = new RightOfWay();
  expect(way.fibresOf(8)).toBe(8);
  const seen: number[] = [];
  for (const lag of [2000, 2000, 2000, 2000, 2000, 300, 100, 100, 100]) {
    way.observe([lag]);
    way.step(false);
    seen.push(way.fibresOf(8));
  }
  expect(seen).toEqual([4, 2, 2, 2, 2, 2, 3, 4, 5]);
  expect([way.batchOf(1000), way.batchOf(40)]).toEqual([625, 40]);
  for (let step = 0; step < 8; step += 1) way.step(true);
  expect(way.fibresOf(8)).toBe(8);
});

test('without news the share stays, and few late ones among many in time change nothing', () => {
  const way = new RightOfWay();
  way.observe([900]);
  way.step(false);
  expect(way.fibresOf(8)).toBe(4);
  way.step(false);
  expect(way.fibresOf(8)).toBe(4);
  way.observe([...Array.from({ length: 95 }, () => 20), 9000, 9000]);
  way.step(false);
  expect(way.fibresOf(8)).toBe(5);
});
