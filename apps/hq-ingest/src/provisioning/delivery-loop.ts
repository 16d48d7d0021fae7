import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../host/log.ts';
import type { Metrics } from '../host/metrics.ts';
import type { Sql } from '../hq-db/connections.ts';
import { deliver } from './deliver.ts';
import type { FieldClient } from './field-client.ts';
import { provisioningChannel } from './outbox.ts';
import { queueFigures } from './queue-view.ts';

export interface DeliveryLoop {
  /** Finishes the pass that is under way. */
  stop(): Promise<void>;
}

export interface DeliveryLoopParts {
  /** A pool, which others may use too: it delivers several records at once, and listens on a connection beside it. */
  sql: Sql;
  /** Null: nobody says where Field is, so everything waits and is only counted. */
  field: FieldClient | null;
  metrics: Metrics;
  log: Logger;
}

const recordsAtOnce = 16;
/** Longer than a put may take, so that a claim is not lost while its put is under way. */
const leaseSeconds = 8;
const idleMs = 500;

/** Delivers to Field what waits, until it is stopped. Any number of servers may do so at once. */
export function startDeliveryLoop({ sql, field, metrics, log }: DeliveryLoopParts): DeliveryLoop {
  const stopping = new AbortController();
  let wake = Promise.withResolvers<void>();
  let away: string | null = null;
  // Without the notification a new record waits for the next question.
  const listening = sql.listen(provisioningChannel, () => wake.resolve()).catch(() => null);
  const running = (async () => {
    while (!stopping.signal.aborted) {
      let moved = false;
      try {
        const options = { limit: recordsAtOnce, leaseSeconds, onOutcome: metrics.provisioned };
        const pass = field === null ? null : await deliver(sql, field, options);
        moved = pass?.moved ?? false;
        say(pass === null || pass.claimed === 0 ? away : pass.away);
        metrics.provisioningQueue(await queueFigures(sql));
      } catch (error) {
        log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'provisioning waits');
      }
      if (moved) continue;
      await Promise.race([wake.promise, sleep(idleMs, undefined, { signal: stopping.signal }).catch(() => {})]);
      wake = Promise.withResolvers();
    }
  })();

  /** Once when Field goes and once when it comes, not with every attempt. */
  function say(reason: string | null): void {
    if ((reason === null) !== (away === null)) {
      if (reason === null) log.info({}, 'Field takes what HQ has created');
      else log.warn({ reason }, 'Field does not take what HQ has created; it waits');
    }
    away = reason;
  }

  return {
    async stop() {
      stopping.abort();
      await running;
      await (await listening)?.unlisten().catch(() => {});
    },
  };
}
