import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { histories } from './fixtures/steps.ts';
import { World } from './fixtures/world.ts';

// HISTORIES=1000 for more of them, 20000 for a long run; HISTORIES_SEED for other ones. A failure prints the seed, and the shortest history that shows it.
const runs = Number(process.env['HISTORIES'] ?? 100);
const seed = Number(process.env['HISTORIES_SEED'] ?? 20_260);

const world = await World.open();
afterAll(() => world.close());

test(`after ${runs} random histories HQ holds what Field holds`, { timeout: 120_000 + runs * 500 }, async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      expect(await world.play(history)).toEqual([]);
    }),
    { numRuns: runs, seed, endOnFailure: false },
  );
});
