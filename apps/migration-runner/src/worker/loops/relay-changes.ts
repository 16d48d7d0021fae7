import { createDelivery, createRelay, DeliveryError } from '@hq-field/field-adapter';
import type { HostContext } from '../host-context.ts';
import { pause } from './every.ts';

/** Loops of one host that may send live changes at once. */
export const mostRelayLoops = 16;
const relayRows = 500;

/** Sends live changes until the host stops. The first loop always does, others as the throttle allows. */
export async function relayChanges(host: HostContext, index: number): Promise<void> {
  const { field, store, signal } = host;
  const relay = createRelay({ field, delivery: createDelivery({ field, client: host.hq, states: store }), states: store });
  while (!signal.aborted) {
    if (index > 0 && index >= openLoops(host)) {
      await pause(signal, 200);
      continue;
    }
    try {
      const pass = await host.gate.through(() =>
        relay.pass(relayRows).catch((error: unknown) => Promise.reject(error instanceof DeliveryError ? error : new DeliveryError(error))),
      );
      host.figures.add(pass.tally);
      host.figures.addLags(pass.lagsMs);
      if (pass.claimed > 0 || pass.resolved > 0) continue;
      await Promise.race([host.wake.promise, pause(signal, 250)]);
      if (index === 0) host.wake = Promise.withResolvers();
    } catch (error) {
      if (signal.aborted) return;
      host.log.error({ reason: error instanceof Error ? error.message : String(error) }, 'relay:failed');
      await pause(signal, 1000);
    }
  }
}

/** One in four fibres beside a walk, so that they do not starve each other; all of them otherwise. */
function openLoops({ settings, busy }: HostContext): number {
  const fibres = settings?.fibres ?? 1;
  return busy.size > 0 ? Math.ceil(fibres / 4) : fibres;
}
