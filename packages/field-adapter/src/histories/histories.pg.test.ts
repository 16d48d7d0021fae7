import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { histories } from './fixtures/steps.ts';
import { World } from './fixtures/world.ts';

// Only when asked: HISTORIES=500, or 20000 for a long run; HISTORIES_SEED for other ones. A failure prints the seed, and the shortest history that shows it.
const runs = Number(process.env['HISTORIES'] ?? 0);
const seed = Number(process.env['HISTORIES_SEED'] ?? 20_260);

const world = runs === 0 ? null : await World.open();
afterAll(() => world?.close());

test.skipIf(runs === 0)(`after ${runs} random histories HQ holds what Field holds`, { timeout: 120_000 + runs * 500 }, async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      expect(await world?.play(history)).toEqual([]);
    }),
    { numRuns: runs, seed, endOnFailure: false },
  );
});
