/** What the answers of HQ to this host showed in the last seconds. */
export interface HqObservation {
  /** Batches answered in the window. */
  answers: number;
  /** 95th of 100 batches took this long; those still in flight count with their age. Null without any. */
  latencyP95Ms: number | null;
  /** Half of the batches took this long a full batch: smaller ones are scaled up, so that batches of all sizes compare. */
  fullBatchMs: number | null;
  /** Batches that failed in the window, other than those that HQ refused for its load. */
  errors: number;
  /** Batches that HQ refused with 429. */
  refusals: number;
  /** Highest share of its tolerance that HQ said was in use; null without an answer. */
  load: number | null;
}

interface Sample {
  at: number;
  ms: number;
  records: number;
  kind: 'answer' | 'error' | 'refusal';
  load: number | null;
}

const windowMs = 3000;
/** What a batch costs beside its records, in records. */
const baseRecords = 100;
const fullBatch = 1000;

/** Keeps what became of each batch for some seconds. */
export class HqObservations {
  #samples: Sample[] = [];
  readonly #open = new Map<symbol, { begun: number; records: number }>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A batch is sent; returns what tells how it ended. */
  begin(records: number): (kind: Sample['kind'], load: number | null) => void {
    const key = Symbol('batch');
    const begun = this.#now();
    this.#open.set(key, { begun, records });
    return (kind, load) => {
      this.#open.delete(key);
      this.#samples.push({ at: this.#now(), ms: this.#now() - begun, records, kind, load });
    };
  }

  summary(): HqObservation {
    const now = this.#now();
    this.#samples = this.#samples.filter(({ at }) => at >= now - windowMs);
    const answers = this.#samples.filter(({ kind }) => kind === 'answer');
    const done = answers.map(({ ms, records }) => ({ ms, records }));
    // A batch that HQ has not answered for long says more than those that it answered before.
    const median = quantile(
      done.map(({ ms }) => ms),
      0.5,
    );
    for (const { begun, records } of this.#open.values())
      if (median === null ? now - begun > 1000 : now - begun > median) done.push({ ms: now - begun, records });
    const loads = this.#samples.flatMap(({ load }) => load ?? []);
    return {
      answers: answers.length,
      latencyP95Ms: quantile(
        done.map(({ ms }) => ms),
        0.95,
      ),
      fullBatchMs: quantile(
        done.map(({ ms, records }) => (ms * (fullBatch + baseRecords)) / (records + baseRecords)),
        0.5,
      ),
      errors: this.#samples.filter(({ kind }) => kind === 'error').length,
      refusals: this.#samples.filter(({ kind }) => kind === 'refusal').length,
      load: loads.length === 0 ? null : Math.max(...loads),
    };
  }
}

function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? null : Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number);
}
