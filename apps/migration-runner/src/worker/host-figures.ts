import type { DeliveryTally } from '@hq-field/field-adapter';
import { LagHistogram } from './lag-histogram.ts';

export interface FiguresSummary {
  records: number;
  applied: number;
  unchanged: number;
  stale: number;
  quarantined: number;
  /** Live changes sent, and their lag from capture in Field to acknowledgement, in milliseconds; off by 1 % and 0.1 ms at most. */
  live: { changes: number; p50Ms: number | null; p99Ms: number | null; lastMinuteP50Ms: number | null; lastMinuteP99Ms: number | null };
  /** Records sent in a second, over the last ten. */
  recordsPerSecond: number;
  /** Highest memory of the process so far, in MB. */
  peakMemoryMb: number;
}

/** What one process has done since it started. */
export class HostFigures {
  readonly #sums = { records: 0, applied: 0, unchanged: 0, stale: 0, quarantined: 0 };
  readonly #lags = new LagHistogram();
  /** Those of the last minute, second by second. */
  #recent: { since: number; lags: LagHistogram }[] = [];
  /** Told of every lag, for those who count on their own. */
  onLags: (lagsMs: readonly number[]) => void = () => {};
  #sent: { at: number; records: number }[] = [];

  add = (tally: DeliveryTally): void => {
    for (const name of ['records', 'applied', 'unchanged', 'stale', 'quarantined'] as const) this.#sums[name] += tally[name];
    this.#sent.push({ at: performance.now(), records: tally.records });
  };

  addLags(lagsMs: readonly number[]): void {
    this.onLags(lagsMs);
    const ofNow = this.#lagsOfNow();
    for (const lag of lagsMs) {
      this.#lags.add(lag);
      ofNow.add(lag);
    }
  }

  #lagsOfNow(): LagHistogram {
    const now = performance.now();
    const last = this.#recent.at(-1);
    if (last !== undefined && now < last.since + 1000) return last.lags;
    const lags = new LagHistogram();
    this.#recent = [...this.#ofLastMinute(), { since: now, lags }];
    return lags;
  }

  #ofLastMinute() {
    const from = performance.now() - 60_000;
    return this.#recent.filter(({ since }) => since >= from);
  }

  summary(): FiguresSummary {
    this.#sent = this.#sent.filter((one) => one.at >= performance.now() - 10_000);
    const recent = new LagHistogram();
    for (const { lags } of this.#ofLastMinute()) recent.addAll(lags);
    return {
      ...this.#sums,
      live: {
        changes: this.#lags.count,
        p50Ms: this.#lags.quantile(0.5),
        p99Ms: this.#lags.quantile(0.99),
        lastMinuteP50Ms: recent.quantile(0.5),
        lastMinuteP99Ms: recent.quantile(0.99),
      },
      recordsPerSecond: Math.round(this.#sent.reduce((sum, one) => sum + one.records, 0) / 10),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    };
  }
}
