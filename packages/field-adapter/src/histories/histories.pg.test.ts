import { byEffort, testPostgres } from '@hq-field/testkit';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { histories } from './fixtures/steps.ts';
import { World } from './fixtures/world.ts';

// HISTORIES=20000 for a longer run; HISTORIES_SEED for other ones. A failure prints its seed, and the shortest history that shows it:
// HISTORIES_SEED=<that seed> HISTORIES_PATH=<its path> HISTORIES_WORLDS=1 repeats it.
const counts = testPostgres().major === 18 ? { usual: 60, ci: 150, long: 20_000 } : { usual: 10, ci: 30, long: 2000 };
const runs = Number(process.env['HISTORIES'] ?? byEffort(counts));
const seed = Number(process.env['HISTORIES_SEED'] ?? 20_260);
const path = process.env['HISTORIES_PATH'] ?? '';
/** Databases on which histories are played at once, to keep all cores busy. Each has its own seed, far from those that the next run would take. */
const atOnce = Number(process.env['HISTORIES_WORLDS'] ?? 2);
const seedsApart = 1_000_003;

const worlds = await Promise.all(Array.from({ length: atOnce }, () => World.open()));
afterAll(() => Promise.all(worlds.map((world) => world.close())));

/** A long run says how far it is. */
const tellEvery = 500;
let played = 0;
function tell(): void {
  played += 1;
  if (runs > counts.ci && played % tellEvery === 0) process.stderr.write(`${played} of ${runs} histories\n`);
}

test(`after ${runs} random histories HQ holds what Field holds`, { timeout: 120_000 + runs * 1500 }, async () => {
  const playing = worlds.map((world, place) =>
    fc.assert(
      fc.asyncProperty(histories, async (history) => {
        expect(await world.play(history)).toEqual([]);
        tell();
      }),
      { numRuns: Math.ceil((runs - place) / atOnce), seed: seed + place * seedsApart, path, endOnFailure: false },
    ),
  );
  // One that fails is told when the others have ended: they still use their databases.
  const failed = (await Promise.allSettled(playing)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
});
