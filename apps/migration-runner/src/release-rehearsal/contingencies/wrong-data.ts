import { RunnerError } from '../../runner-error.ts';
import type { Ended, ReleaseWorld } from '../release-world.ts';
import { anotherTime } from '../another-time.ts';
import type { Contingency, Scene } from './contingency.ts';

/** Somebody writes past everything into HQ's database. Returns how many people have another name there than in Field. */
async function plant(world: ReleaseWorld): Promise<number> {
  return world.in('hq', async (hq) => {
    const changed = await hq`
      update users set last_name = last_name || ' (wrong)'
      where id in (select u.id from users u where u.deleted_at is null order by u.id limit 3)`;
    return changed.count;
  });
}

function mustBe(code: number, what: string, ended: Ended): void {
  if (ended.code !== code) throw new RunnerError('failed', `${what} ended with ${ended.code} and not with ${code}: ${ended.said}`);
}

async function findAndMend({ world, noticed, mended }: Scene): Promise<void> {
  mustBe(1, 'pnpm migrate verify', await world.migrate('verify', ['verify']));
  noticed('pnpm migrate verify finds it');
  mustBe(0, 'pnpm migrate reconcile', await world.migrate('reconcile', ['reconcile']));
  mustBe(0, 'pnpm migrate verify', await world.migrate('verify', ['verify']));
  mended('pnpm migrate reconcile sent the records again, and verify finds nothing');
}

export const wrongDataBefore: Contingency = {
  id: 'wrong-data-before',
  steps: ['verify-all'],
  async strike(scene) {
    scene.pulled(`${await plant(scene.world)} people have another name in HQ's database`);
    await findAndMend(scene);
    return scene.begin().ended;
  },
};

export const wrongDataAfter: Contingency = {
  id: 'wrong-data-after',
  steps: ['smoke-test'],
  async strike(scene) {
    const { walk, world } = scene;
    scene.pulled(`${await plant(world)} people have another name in HQ's database, after the cut-over`);
    mustBe(1, 'pnpm migrate verify', await world.migrate('verify', ['verify']));
    scene.noticed('pnpm migrate verify finds it');
    await walk.wayBackTo('cut-over', ['--overwrite-hq-edits']);
    // The way back has unlocked what was locked before.
    mustBe(0, 'lock', await walk.giveAgain('lock'));
    mustBe(0, 'pnpm migrate reconcile', await world.migrate('reconcile', ['reconcile']));
    mustBe(0, 'pnpm migrate verify', await world.migrate('verify', ['verify']));
    scene.mended('the cut-over was taken back, reconcile sent the records again, and verify finds nothing');
    return anotherTime;
  },
};
