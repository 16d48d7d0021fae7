/** What the rehearsal reads from HQ's /metrics. */
export interface HqMetrics {
  /** Outcomes answered since HQ started. */
  records: number;
  batches: number;
  batchSeconds: number;
  load: number;
}

/** Reads figures from the text of /metrics; a metric that is absent is 0. Pure. */
export function parseHqMetrics(text: string): HqMetrics {
  const sums = { records: 0, batches: 0, batchSeconds: 0, load: 0 };
  const names = new Map<string, keyof HqMetrics>([
    ['hq_records_total', 'records'],
    ['hq_apply_batch_duration_seconds_count', 'batches'],
    ['hq_apply_batch_duration_seconds_sum', 'batchSeconds'],
    ['hq_load_ratio', 'load'],
  ]);
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^([a-z_]+)(?:\{[^}]*\})? (\S+)$/u.exec(line) ?? [];
    const figure = names.get(name);
    if (figure !== undefined) sums[figure] += Number(value);
  }
  return sums;
}

/** HQ's figures over all its lives: a restart begins at 0 again. */
export class HqCounters {
  #before = { records: 0, batches: 0, batchSeconds: 0 };
  #now: HqMetrics = { records: 0, batches: 0, batchSeconds: 0, load: 0 };

  add(metrics: HqMetrics): void {
    if (metrics.batches < this.#now.batches || metrics.records < this.#now.records) {
      this.#before = {
        records: this.records,
        batches: this.#before.batches + this.#now.batches,
        batchSeconds: this.#before.batchSeconds + this.#now.batchSeconds,
      };
    }
    this.#now = metrics;
  }

  get records(): number {
    return this.#before.records + this.#now.records;
  }

  get load(): number {
    return this.#now.load;
  }

  get batches(): { count: number; seconds: number } {
    return { count: this.#before.batches + this.#now.batches, seconds: this.#before.batchSeconds + this.#now.batchSeconds };
  }
}
