import { currentVersion, DeliveryError } from '@hq-field/field-adapter';
import { RunnerError } from '../../runner-error.ts';
import type { HostContext } from '../host-context.ts';

/** A restored Field hands out versions that HQ has seen: everything would be stale without a sound. Throws RunnerError. */
export async function guardVersions({ hq, field, gate }: Pick<HostContext, 'hq' | 'field' | 'gate'>): Promise<void> {
  const { highestVersion } = await gate.through(() => hq.hello().catch((error: unknown) => Promise.reject(new DeliveryError(error))));
  const drawn = await currentVersion(field);
  if (highestVersion <= drawn) return;
  throw new RunnerError(
    'version_behind',
    `HQ holds version ${highestVersion}, but Field has only drawn ${drawn}: Field was restored from a backup, or this is another Field. If it was restored, run: pnpm migrate versions --advance`,
  );
}
