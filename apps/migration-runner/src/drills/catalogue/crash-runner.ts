import { type FailpointName, failpointNames } from '@hq-field/failpoints';
import type { Drill } from '../drill.ts';

/** Failpoints that a runner reaches; those of HQ are pulled by crash-hq. */
const names = (Object.keys(failpointNames) as FailpointName[]).filter((name) => !name.startsWith('apply:'));
const rare: readonly FailpointName[] = ['settle:before-round', 'write-back:before-commit', 'backfill:before-checkpoint'];

export const crashRunner: Drill = {
  name: 'crash-runner',
  pulls: 'the runner, by SIGKILL at each of its failpoints, one after the other',
  must: 'each next runner goes on within 15 seconds, from the checkpoints',
  rowsPerAccount: 150,
  async run(stage) {
    // Each seed begins elsewhere, and dies at another time there.
    const first = stage.seed % names.length;
    for (const [at, name] of [...names.slice(first), ...names.slice(0, first)].entries()) {
      const count = rare.includes(name) ? 1 : 1 + ((stage.seed * 7 + at * 3) % 5);
      const runner = stage.startRunner('runner', { failpoints: `${name}=crash#${count}` });
      stage.event('pull', `the runner will die at ${name}, time ${count}`);
      const died = await Promise.race([runner.ended().then(() => true), reachedNothing(stage, name)]);
      if (!died) await runner.kill();
      stage.event('notice', died ? `it died at ${name}` : `it did not come to ${name}, and was killed`);
    }
    stage.startRunner();
    stage.event('heal', 'a runner without failpoints');
    await stage.untilMoving();
  },
};

/** Some places are only reached while something is left: an account to walk, a record that waits for another. */
async function reachedNothing(stage: Parameters<Drill['run']>[0], name: FailpointName): Promise<false> {
  const begun = stage.elapsed();
  const patience = name.startsWith('backfill:') || rare.includes(name) ? 6 : 20;
  await stage.until(`the runner reaches ${name}`, () => stage.elapsed() - begun > patience);
  return false;
}
