import type { DeliveryTally } from '@hq-field/field-adapter';

const mostLags = 200_000;

export interface FiguresSummary {
  records: number;
  applied: number;
  unchanged: number;
  stale: number;
  quarantined: number;
  /** Live changes sent, and their lag from capture in Field to acknowledgement, in milliseconds. */
  live: { changes: number; p50Ms: number | null; p99Ms: number | null; lastMinuteP50Ms: number | null; lastMinuteP99Ms: number | null };
  /** Records sent in a second, over the last ten. */
  recordsPerSecond: number;
  /** Highest memory of the process so far, in MB. */
  peakMemoryMb: number;
}

/** What one process has done since it started. */
export class HostFigures {
  readonly #sums = { records: 0, applied: 0, unchanged: 0, stale: 0, quarantined: 0 };
  readonly #lags: number[] = [];
  #recent: { at: number; lag: number }[] = [];
  #changes = 0;
  /** Told of every lag, for those who count on their own. */
  onLags: (lagsMs: readonly number[]) => void = () => {};
  #sent: { at: number; records: number }[] = [];

  add = (tally: DeliveryTally): void => {
    for (const name of ['records', 'applied', 'unchanged', 'stale', 'quarantined'] as const) this.#sums[name] += tally[name];
    this.#sent.push({ at: performance.now(), records: tally.records });
  };

  addLags(lagsMs: readonly number[]): void {
    this.onLags(lagsMs);
    const now = performance.now();
    for (const lag of lagsMs) {
      this.#changes += 1;
      // Beyond the limit a random one makes room: every change has the same chance to be kept.
      if (this.#lags.length < mostLags) this.#lags.push(lag);
      else if (Math.random() < mostLags / this.#changes) this.#lags[Math.floor(Math.random() * mostLags)] = lag;
      if (this.#recent.length < mostLags) this.#recent.push({ at: now, lag });
    }
  }

  summary(): FiguresSummary {
    const since = performance.now() - 60_000;
    this.#sent = this.#sent.filter((one) => one.at >= performance.now() - 10_000);
    this.#recent = this.#recent.filter((one) => one.at >= since);
    const all = this.#lags.toSorted((a, b) => a - b);
    const recent = this.#recent.map((one) => one.lag).sort((a, b) => a - b);
    return {
      ...this.#sums,
      live: {
        changes: this.#changes,
        p50Ms: quantile(all, 0.5),
        p99Ms: quantile(all, 0.99),
        lastMinuteP50Ms: quantile(recent, 0.5),
        lastMinuteP99Ms: quantile(recent, 0.99),
      },
      recordsPerSecond: Math.round(this.#sent.reduce((sum, one) => sum + one.records, 0) / 10),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    };
  }
}

function quantile(sorted: readonly number[], share: number): number | null {
  return sorted.length === 0
    ? null
    : Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number) * 10) / 10;
}
