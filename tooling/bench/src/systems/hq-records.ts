import { setTimeout as sleep } from 'node:timers/promises';

const everyMs = 200;

/** When HQ answered records, seen from its metrics. */
export interface DeliveryWatch {
  /** Records answered so far. */
  readonly records: number;
  /** Seconds from the first look that saw a new record to the last that did. */
  readonly seconds: number;
  stop(): void;
}

/** Looks at HQ's /metrics many times a second, from now on. A look that fails is passed over: what HQ has answered is counted at the next. */
export async function watchDelivery(hqUrl: string): Promise<DeliveryWatch> {
  const before = await answeredRecords(hqUrl);
  let records = 0;
  let first: number | null = null;
  let last = 0;
  let stopped = false;
  let lookBefore = performance.now();

  async function look(): Promise<void> {
    const now = (await answeredRecords(hqUrl)) - before;
    const at = performance.now();
    if (now > records) {
      // It began between the look before and this one.
      first ??= lookBefore;
      last = at;
      records = now;
    }
    lookBefore = at;
  }
  async function goOn(): Promise<void> {
    while (!stopped) {
      await look().catch(() => {});
      await sleep(everyMs);
    }
  }
  void goOn();
  return {
    get records() {
      return records;
    },
    get seconds() {
      return first === null ? 0 : (last - first) / 1000;
    },
    stop: () => (stopped = true),
  };
}

/** Records that HQ has answered since it began. */
export async function answeredRecords(hqUrl: string): Promise<number> {
  const response = await fetch(`${hqUrl}/metrics`, { signal: AbortSignal.timeout(5000) });
  const text = await response.text();
  const values = [...text.matchAll(/^hq_records_total\{[^}]*\} (\d+)$/gmu)].map(([, value]) => Number(value));
  return values.reduce((sum, value) => sum + value, 0);
}
