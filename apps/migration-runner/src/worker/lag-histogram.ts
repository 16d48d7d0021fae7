/** Each bucket reaches so much further than the one before. */
const growth = 1.02;
const leastMs = 0.1;
const mostMs = 24 * 3600 * 1000;
const buckets = Math.ceil(Math.log(mostMs / leastMs) / Math.log(growth)) + 1;

/** Counts lags by their order of magnitude: however many they are, it takes 4 KB and one pass over its buckets. */
export class LagHistogram {
  readonly #counts = new Uint32Array(buckets);
  #count = 0;

  /** Lags that were added. */
  get count(): number {
    return this.#count;
  }

  /** Adds a lag in milliseconds; one of more than a day counts as a day. */
  add(lagMs: number): void {
    const bucket = lagMs <= leastMs ? 0 : Math.ceil(Math.log(lagMs / leastMs) / Math.log(growth));
    this.#raise(Math.min(bucket, buckets - 1), 1);
  }

  addAll(other: LagHistogram): void {
    other.#counts.forEach((count, bucket) => this.#raise(bucket, count));
  }

  #raise(bucket: number, by: number): void {
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + by;
    this.#count += by;
  }

  /** The lag that so large a share of all do not exceed, in milliseconds; off by 1 % and 0.1 ms at most. null: there are none. */
  quantile(share: number): number | null {
    if (this.#count === 0) return null;
    let left = Math.min(this.#count - 1, Math.floor(this.#count * share));
    const bucket = this.#counts.findIndex((count) => (left -= count) < 0);
    const ms = leastMs * growth ** (bucket - 0.5);
    return Math.round(ms * 10) / 10;
  }
}
