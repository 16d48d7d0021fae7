import { RunnerError } from '../../runner-error.ts';
import { anotherTime } from '../another-time.ts';
import type { Ended, ReleaseWorld } from '../release-world.ts';
import type { Contingency, Scene } from './contingency.ts';

/** Somebody writes past everything into HQ's database. Returns how many people have another name there than in Field. */
async function plant(world: ReleaseWorld): Promise<number> {
  return world.in('hq', async (hq) => {
    const changed = await hq`
      update users set last_name = coalesce(last_name, '') || ' (wrong)' where id in (select user_id from account_members order by user_id limit 3)`;
    return changed.count;
  });
}

function mustBe(codes: readonly number[], what: string, { code, said }: Ended): void {
  if (code === null || !codes.includes(code))
    throw new RunnerError('failed', `${what} ended with ${code}, not with ${codes.join(' or ')}: ${said}`);
}

/** Reconcile sends what it may; whose a foreign write is, a person decides: here Field is right, and the accounts are sent again. */
async function mend(world: ReleaseWorld): Promise<string> {
  mustBe([0, 1], 'pnpm migrate reconcile', await world.migrate('reconcile', ['reconcile']));
  const { list } = await world.ask<{ list: { account: string | null }[] }>(['verify']);
  const accounts = [...new Set(list.flatMap(({ account }) => account ?? []))];
  if (accounts.length > 0) mustBe([0], 'pnpm migrate touch', await world.migrate('touch', ['touch', '--accounts', accounts.join(',')]));
  mustBe([0], 'pnpm migrate verify', await world.migrate('verify', ['verify']));
  return `reconcile, then ${accounts.length} accounts with a foreign write were touched; verify finds nothing`;
}

export const wrongDataBefore: Contingency = {
  id: 'wrong-data-before',
  steps: ['verify-all'],
  async strike({ world, begin, pulled, noticed, mended }) {
    pulled(`${await plant(world)} people have another name in HQ's database`);
    mustBe([1], 'pnpm migrate verify', await begin());
    noticed('pnpm migrate verify finds it');
    mended(await mend(world));
    return begin();
  },
};

export const wrongDataAfter: Contingency = {
  id: 'wrong-data-after',
  steps: ['smoke-test'],
  async strike({ walk, world, pulled, noticed, mended }: Scene) {
    pulled(`${await plant(world)} people have another name in HQ's database, after the cut-over`);
    noticed('customers say so');
    await walk.wayBackTo('cut-over', ['--overwrite-hq-edits']);
    // The way back has unlocked what was locked before.
    mustBe([0], 'lock', await walk.giveAgain('lock'));
    mustBe([0], 'pnpm migrate verify', await world.migrate('verify', ['verify']));
    mended('the cut-over was taken back, which sends every record again; verify finds nothing');
    return anotherTime;
  },
};
