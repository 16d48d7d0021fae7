import { checkField } from '@hq-field/field-adapter';
import { administeredByHq } from '../../authority/administered-by-hq.ts';
import type { Context } from '../../context.ts';
import { whoSet } from '../../throttle/overrides.ts';
import { ChangesSince } from '../findings/changes-since.ts';
import { FindingStore } from '../findings/finding-store.ts';
import { paced } from '../pace.ts';
import { verificationPorts } from '../ports.ts';
import { RunStore } from './run-store.ts';
import type { UnitWork } from './work-units.ts';

/** What verifying commands work with: both systems under the throttle of the migration, and where findings are kept. `isLong`: snapshot after snapshot. */
export async function openUnitWork(
  context: Context,
  { isLong = false, ...options }: Pick<UnitWork, 'settleMs' | 'signal' | 'onProgress'> & { isLong?: boolean },
): Promise<UnitWork> {
  const field = await context.field();
  await checkField(field, { capture: true });
  const runner = await context.runner();
  const changes = new ChangesSince(field, runner);
  const throttle = await context.throttle();
  const ports = verificationPorts({
    field,
    ...(isLong ? { session: await context.fieldSession() } : {}),
    hq: await context.hq(),
    states: await context.accounts(),
    since: (differences) => changes.since(differences),
    administeredByHq: await administeredByHq(context),
  });
  const pausedBecause = async () => {
    const settings = await throttle.read();
    return settings.paused ? whoSet(settings, 'paused').reason : null;
  };
  const onWait = (reason: string) => options.onProgress(`waits, because the throttle is paused: ${reason}`);
  return {
    ports: paced(ports, { signal: options.signal, pausedBecause, onWait }),
    runs: new RunStore(runner),
    findings: new FindingStore(runner),
    changes,
    ...options,
  };
}
