import { entityNames } from '@hq-field/contracts';
import type { Ended, ReleaseWorld } from './release-world.ts';

/** What people do in the steps of the plan that no command does, where something has to be done. */
export const standIns: Readonly<Record<string, (world: ReleaseWorld) => Promise<Ended>>> = {
  'settle-quarantine': acceptQuarantine,
};

/** The dirt of a seeded Field is known: it is accepted, entity by entity. */
async function acceptQuarantine(world: ReleaseWorld): Promise<Ended> {
  const by = ['--name', 'rehearsal', '--reason', 'dirt of the seeded Field'];
  const all = await Promise.all(
    entityNames.map((entity) => world.migrate(`settle-${entity}`, ['quarantine', 'accept', '--entity', entity, ...by])),
  );
  return all.find(({ code }) => code !== 0) ?? { code: 0, said: '' };
}
