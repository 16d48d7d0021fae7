import { captureStatus } from '@hq-field/field-adapter';
import { keepProgress as keep } from '../../forecast/progress-store.ts';
import type { HostContext } from '../host-context.ts';

/** Keeps where the run stands, for the forecast and the trend. */
export async function keepProgress({ runner, field, queue, view }: HostContext): Promise<void> {
  const [{ outboxRows, quarantined }, { dead }] = await Promise.all([captureStatus(field), queue.depth()]);
  const { workers, fibres } = view?.settings ?? { workers: 0, fibres: 0 };
  await keep(runner, { outbox: outboxRows, quarantined, dead, workers, fibres });
}
