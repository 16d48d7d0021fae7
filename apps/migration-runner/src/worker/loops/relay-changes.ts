import { createDelivery, createRelay, DeliveryError } from '@hq-field/field-adapter';
import { askedStates } from '../../accounts/asked-states.ts';
import { NotSentError } from '../../throttle/fibres.ts';
import { throttledClient } from '../../throttle/throttled-client.ts';
import type { HostContext } from '../host-context.ts';
import { pause } from './every.ts';

/** Loops of one host that may send live changes at once. */
export const mostRelayLoops = 16;
const relayRows = 500;
/** After a pass that found fewer, whoever looks at Field says when the next one is worth while. */
const fewRows = 50;
/** From look to look whether it is a loop's turn, and whether the throttle allows that loop at all, in milliseconds. */
const lookMs = 20;
const allowedMs = 200;
/** A sender that died is noticed after this time, and its claims taken over. */
const leaseSeconds = 10;

/**
 * Sends live changes until the host stops; as many loops do as the throttle allows, each at its turn. A fault of a whole system stops the host:
 * all that is sent would meet it.
 */
export async function relayChanges(host: HostContext, index: number): Promise<void> {
  const { field, signal } = host;
  const states = askedStates(host.store);
  const delivery = createDelivery({ field, client: throttledClient(host.hq, host, 'live', signal), states });
  const relay = createRelay({ field, delivery, states, host: host.id, leaseSeconds });
  while (!signal.aborted) {
    const isAllowed = index < host.allowance.fibres;
    if (!isAllowed || !host.turns.isOpen) {
      await pause(signal, isAllowed ? lookMs : allowedMs);
      continue;
    }
    try {
      const pass = await host.turns.take(() =>
        host.gate.through(() =>
          relay
            .pass(Math.min(relayRows, host.allowance.batchSize))
            .catch((error: unknown) => Promise.reject(error instanceof DeliveryError ? error : new DeliveryError(error))),
        ),
      );
      host.figures.add(pass.tally);
      host.figures.addLags(pass.lagsMs);
      host.rightOfWay.observe(pass.lagsMs);
      if (Math.max(pass.claimed, pass.resolved) >= fewRows) continue;
      await host.turns.rest(Promise.race([host.wake.promise, pause(signal, 250)]));
      host.wake = Promise.withResolvers();
    } catch (error) {
      if (signal.aborted) return;
      // What was claimed is given back; it is sent when the throttle opens, which may be now.
      if (error instanceof DeliveryError && error.cause instanceof NotSentError) {
        host.log.info({ reason: error.cause.message }, 'relay:held-back');
        await pause(signal, 50);
        continue;
      }
      if (error instanceof DeliveryError && error.isOfSystem) return host.fail(error);
      host.log.error({ reason: error instanceof Error ? error.message : String(error) }, 'relay:failed');
      await pause(signal, 1000);
    }
  }
}
