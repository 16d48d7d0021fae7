import { currentVersion, DeliveryError } from '@hq-field/field-adapter';
import { RunnerError } from '../../runner-error.ts';
import type { HostContext } from '../host-context.ts';

/** Why Field may have drawn less than HQ holds, and what to do; from here the three look alike. */
export const behindBecause =
  'capture was uninstalled and installed again, Field was restored from a backup, or this is another Field. Unless it is another one, run: pnpm migrate versions --advance';

/** A restored Field hands out versions that HQ has seen: everything would be stale without a sound. Throws RunnerError. */
export async function guardVersions({ hq, field, gate }: Pick<HostContext, 'hq' | 'field' | 'gate'>): Promise<void> {
  const { highestVersion } = await gate.through(() => hq.hello().catch((error: unknown) => Promise.reject(new DeliveryError(error))));
  const drawn = await currentVersion(field);
  if (highestVersion <= drawn) return;
  throw new RunnerError('version_behind', `HQ holds version ${highestVersion}, but Field has only drawn ${drawn}: ${behindBecause}`);
}
