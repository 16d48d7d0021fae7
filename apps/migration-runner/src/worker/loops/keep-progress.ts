import { captureStatus } from '@hq-field/field-adapter';
import { keepProgress as keep } from '../../forecast/progress-store.ts';
import type { HostContext } from '../host-context.ts';

/** Measures where the run stands, for the metrics, and keeps it for the forecast and the trend. */
export async function keepProgress(host: HostContext): Promise<void> {
  const [{ outboxRows, oldestSeconds, quarantined }, { dead }, accounts] = await Promise.all([
    captureStatus(host.field),
    host.queue.depth(),
    host.store.byState(),
  ]);
  host.measured = { outboxRows, oldestSeconds, quarantined, dead, accounts };
  const { workers, fibres } = host.view?.settings ?? { workers: 0, fibres: 0 };
  await keep(host.runner, { outbox: outboxRows, quarantined, dead, workers, fibres });
}
