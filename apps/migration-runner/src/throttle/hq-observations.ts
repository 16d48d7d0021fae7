/** What the answers of HQ to this host showed in the last seconds. */
export interface HqObservation {
  /** Batches answered in the window. */
  answers: number;
  /** 95th of 100 batches took this long; those still in flight count with their age. Null without any. */
  latencyP95Ms: number | null;
  /** Half of the last batches took this long a full batch: smaller ones are scaled up, so that batches of all sizes compare. */
  fullBatchMs: number | null;
  /** Batches that failed in the window, other than those that HQ refused for its load. */
  errors: number;
  /** Batches that HQ refused with 429. */
  refusals: number;
  /** Highest share of its tolerance that HQ said was in use; null without an answer. */
  load: number | null;
  /** What was answered since the host began. Work is in records, with what a batch costs beside them, so that batches of all sizes compare. */
  sinceStart?: { batches: number; work: number };
}

interface Sample {
  at: number;
  ms: number;
  records: number;
  kind: 'answer' | 'error' | 'refusal';
  load: number | null;
}

const windowMs = 3000;
/** An HQ that has become slow has many quick answers behind it: the middle is that of the last ones, and of three at least. */
const lastMs = 1000;
const leastAnswers = 3;
/** What a batch costs beside its records, in records. */
const baseRecords = 100;
const fullBatch = 1000;

/** Keeps what became of each batch for some seconds. */
export class HqObservations {
  #samples: Sample[] = [];
  readonly #open = new Map<symbol, { begun: number; records: number }>();
  readonly #sinceStart = { batches: 0, work: 0 };
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
      if (kind !== 'answer') return;
      this.#sinceStart.batches += 1;
      this.#sinceStart.work += records + baseRecords;
    };
  }

  summary(): HqObservation {
    const now = this.#now();
    this.#samples = this.#samples.filter(({ at }) => at >= now - windowMs);
    const answers = this.#samples.filter(({ kind }) => kind === 'answer');
    // A batch that HQ has not answered for long says more than those that it answered before.
    const median = quantile(
      answers.map(({ ms }) => ms),
      0.5,
    );
    const late = [...this.#open.values()]
      .map(({ begun, records }) => ({ ms: now - begun, records }))
      .filter(({ ms }) => ms > (median ?? 1000));
    const last = answers.filter(({ at }, index) => at >= now - lastMs || index >= answers.length - leastAnswers);
    const loads = this.#samples.flatMap(({ load }) => load ?? []);
    return {
      answers: answers.length,
      latencyP95Ms: quantile(
        [...answers, ...late].map(({ ms }) => ms),
        0.95,
      ),
      fullBatchMs: quantile(
        [...last, ...late].map(({ ms, records }) => (ms * (fullBatch + baseRecords)) / (records + baseRecords)),
        0.5,
      ),
      errors: this.#samples.filter(({ kind }) => kind === 'error').length,
      refusals: this.#samples.filter(({ kind }) => kind === 'refusal').length,
      load: loads.length === 0 ? null : Math.max(...loads),
      sinceStart: { ...this.#sinceStart },
    };
  }
}

function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? null : Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number);
}
