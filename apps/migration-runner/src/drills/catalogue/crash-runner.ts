import { type FailpointName, failpointNames } from '@hq-field/failpoints';
import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';
import { fibresAtFirst, type Stage } from '../stage.ts';

/** Failpoints that a host reaches; those of HQ are pulled by crash-hq, those of a release by its rehearsal. */
const names = (Object.keys(failpointNames) as FailpointName[]).filter((name) => !name.startsWith('apply:') && !name.startsWith('release:'));
const rare: readonly FailpointName[] = ['settle:before-round', 'write-back:before-commit', 'backfill:before-walked'];

export const crashRunner: Drill = {
  name: 'crash-runner',
  pulls: 'the runner, by SIGKILL at each of its failpoints, one after the other',
  must: 'each next runner goes on within 15 seconds, from the checkpoints',
  async run(stage) {
    // Each seed begins elsewhere, and dies at another time there.
    const first = stage.seed % names.length;
    for (const [at, name] of [...names.slice(first), ...names.slice(0, first)].entries()) {
      const count = rare.includes(name) ? 1 : 1 + ((stage.seed * 7 + at * 3) % 3);
      const undo = await lead(stage, name, count);
      let isDead = false;
      const runner = stage.startRunner('runner', { failpoints: `${name}=crash#${count}` });
      const died = runner.ended().then(() => (isDead = true));
      if (at > 0) {
        stage.event('heal', `the next runner, which will die at ${name}, time ${count}`);
        await stage.untilMoving({ unless: () => isDead });
      }
      await stage.until(`the runner comes to ${name}`, () => isDead);
      await died;
      stage.event('pull', `a runner died at ${name}`);
      await undo();
    }
    stage.startRunner();
    stage.event('heal', 'a runner without failpoints');
    await stage.untilMoving();
    mustHold(((await stage.states())['failed'] ?? 0) === 0, 'no account fails because runners die');
  },
};

/** Some places are only reached while something is left to be done there: makes it so, and returns how it is undone. */
async function lead(stage: Stage, name: FailpointName, count: number): Promise<() => Promise<void>> {
  // The last walk of an account that the dead runner had in hand may not come there any more.
  if (name.startsWith('backfill:') && (await stage.left()) < count + fibresAtFirst) await stage.command(['enqueue', '--all', '--again']);
  if (name === 'write-back:before-commit') {
    await stage.field`
      insert into projects (guid, account_id, name, start_date)
      select gen_random_uuid()::text, id, 'Crashed ' || id, '2020-01-01' from accounts where deleted_at is null order by id limit 3`;
  }
  if (name !== 'settle:before-round') return async () => {};
  // A project takes the name of another one: HQ waits for the other to let go of it.
  const [project] = await stage.field<{ id: string; name: string }[]>`
    with pair as (
      select p.id, p.name, o.name as taken from projects p join projects o on o.account_id = p.account_id and o.id < p.id
      where p.deleted_at is null and o.deleted_at is null and p.name <> o.name and p.status = 'active' and o.status = 'active'
      order by p.id limit 1
    )
    update projects p set name = pair.taken from pair where p.id = pair.id returning p.id, pair.name`;
  mustHold(project !== undefined, 'Field has two projects of one account');
  return async () => void (await stage.field`update projects set name = ${project?.name ?? ''} where id = ${project?.id ?? '0'}`);
}
