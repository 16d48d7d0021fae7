import { captureStatus } from '@hq-field/field-adapter';
import { keepProgress as keep } from '../../forecast/progress-store.ts';
import type { HostContext } from '../host-context.ts';

/** From measurement to measurement, in milliseconds: while a host is new, where a whole run may be foretold from little, and later. */
const firstMs = 250;
const laterMs = 2000;
const isNewForMs = 20_000;
/** While a host is new, the pause as a multiple of what a measurement takes. */
const pausePerMeasurement = 4;

/** Measures again and again where the run stands; says how long to pause before the next time. */
export function progressKeeper(host: HostContext): { keep(): Promise<void>; pauseMs(): number } {
  const begunAt = performance.now();
  let tookMs = 0;
  return {
    async keep() {
      const at = performance.now();
      await keepProgress(host);
      tookMs = performance.now() - at;
    },
    pauseMs: () =>
      performance.now() - begunAt > isNewForMs ? laterMs : Math.min(laterMs, Math.max(firstMs, tookMs * pausePerMeasurement)),
  };
}

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
