import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@hq-field/testkit/until';
import { type Bench, optionOf } from '../bench.ts';
import { quantile } from '../systems/quantile.ts';
import { openWorld, type World } from '../systems/world.ts';
import { type CommitWatch, watchCommits } from './watch-commits.ts';

/** Changes a second whose way is measured. */
const measuredPerSecond = 10;
const throttle = ['throttle', '--workers', '4', '--fibres', '8', '--reason', 'bench'];
/** Seconds of a walk at full speed before the measuring begins. */
const warmSeconds = 5;
const patienceMs = 1_200_000;

export const lag: Bench = {
  name: 'lag',
  description: "From Field's commit to HQ's commit of the same change: at rest, and beside walks at full speed with other changes",
  options: [
    { name: 'accounts', description: 'accounts of the seeded Field', default: 100, least: 50 },
    { name: 'seed', description: 'seed of its data', default: 1, least: 0 },
    { name: 'seconds', description: 'how long each of the two is measured', default: 60, least: 5 },
    { name: 'changes', description: 'changes a second that others make beside walks', default: 50, least: 1 },
  ],
  async run(options, say, choice) {
    const world = await openWorld({ accounts: optionOf(options, 'accounts'), seed: optionOf(options, 'seed'), direct: true, choice }, say);
    try {
      const seconds = optionOf(options, 'seconds');
      await world.migrate(...throttle);
      world.startHost();
      say('everything is delivered');
      await until(() => isQuiet(world), { timeoutMs: patienceMs, everyMs: 500, what: 'everything is delivered' });
      const watch = await watchCommits(world.urls);
      world.atEnd(() => watch.close());
      say('at rest');
      const atRest = await measure(watch, seconds);
      say('beside walks');
      world.startChanges(optionOf(options, 'changes'));
      world.keepFed();
      await sleep(warmSeconds * 1000);
      const besideWalks = await measure(watch, seconds);
      return {
        changesAtRest: atRest.length,
        restP50Ms: ofQuantile(atRest, 0.5),
        restP99Ms: ofQuantile(atRest, 0.99),
        changesBesideWalks: besideWalks.length,
        walksP50Ms: ofQuantile(besideWalks, 0.5),
        walksP99Ms: ofQuantile(besideWalks, 0.99),
      };
    } finally {
      await world.close();
    }
  },
};

async function isQuiet({ runner }: World): Promise<boolean> {
  const [row] = await runner<{ left: number }[]>`
    select count(*) filter (where state <> 'live' or again)::int as left from migration.accounts`;
  return row?.left === 0;
}

/** Makes changes at a steady rate, whatever becomes of them, and waits for the last; how long each took, in milliseconds. */
async function measure(watch: CommitWatch, seconds: number): Promise<number[]> {
  const begun = performance.now();
  const taken: Promise<number | null>[] = [];
  for (let turn = 0; turn < seconds * measuredPerSecond; turn += 1) {
    await sleep(Math.max(0, begun + (turn * 1000) / measuredPerSecond - performance.now()));
    taken.push(watch.change());
  }
  return (await Promise.all(taken)).filter((ms) => ms !== null);
}

function ofQuantile(values: readonly number[], share: number): number {
  return Math.round(quantile(values, share) * 10) / 10;
}
