import { setTimeout as sleep } from 'node:timers/promises';
import { captureStatus, type FieldDatabase } from '@hq-field/field-adapter';
import { type HqCounters, parseHqMetrics } from './hq-metrics.ts';
import type { Sample } from './report-model.ts';

const everyMs = 200;
/** Samples a report keeps; of a longer run every second one is dropped, again and again. */
const mostSamples = 1200;

export interface Sampler {
  /** Waits for the next look at HQ that succeeded. */
  next(): Promise<void>;
  stop(): Promise<void>;
}

/** Looks at HQ's metrics and the outbox several times a second. HQ may be down: then the line is flat. */
export function startSampler(options: {
  hqUrl: string;
  field: FieldDatabase;
  counters: HqCounters;
  samples: Sample[];
  elapsed: () => number;
}): Sampler {
  const { counters, samples } = options;
  let stopped = false;
  let keepEvery = 1;
  let looks = 0;
  let looked = Promise.withResolvers<void>();

  async function look(): Promise<void> {
    const response = await fetch(`${options.hqUrl}/metrics`, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    const text = await response?.text().catch(() => null);
    if (text != null && response?.ok === true) {
      counters.add(parseHqMetrics(text));
      looked.resolve();
      looked = Promise.withResolvers<void>();
    }
    if (looks++ % keepEvery !== 0) return;
    const waiting = await captureStatus(options.field).catch(() => null);
    samples.push({
      at: options.elapsed(),
      records: counters.records,
      waiting: waiting?.outboxRows ?? samples.at(-1)?.waiting ?? 0,
      load: counters.load,
    });
    if (samples.length > mostSamples) {
      keepEvery *= 2;
      samples.splice(0, samples.length, ...samples.filter((_, at) => at % 2 === 0));
    }
  }

  const running = (async () => {
    while (!stopped) {
      await look();
      await sleep(everyMs);
    }
  })();
  return {
    next: () => looked.promise,
    async stop() {
      stopped = true;
      await running;
    },
  };
}
