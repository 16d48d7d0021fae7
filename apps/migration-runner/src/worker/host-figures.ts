import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { DeliveryTally } from '@hq-field/field-adapter';

/** Lags are counted in tenths of a millisecond; one of more than a day counts as a day. */
const mostTenths = 24 * 3600 * 1000 * 10;

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
  readonly #lags = histogramOfLags();
  /** Those of the last minute, second by second. */
  #recent: { since: number; lags: RecordableHistogram }[] = [];
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
      const tenths = Math.min(mostTenths, Math.max(1, Math.round(lag * 10)));
      this.#lags.record(tenths);
      ofNow.record(tenths);
    }
  }

  #lagsOfNow(): RecordableHistogram {
    const now = performance.now();
    const last = this.#recent.at(-1);
    if (last !== undefined && now < last.since + 1000) return last.lags;
    const lags = histogramOfLags();
    this.#recent = [...this.#ofLastMinute(), { since: now, lags }];
    return lags;
  }

  #ofLastMinute() {
    const from = performance.now() - 60_000;
    return this.#recent.filter(({ since }) => since >= from);
  }

  summary(): FiguresSummary {
    this.#sent = this.#sent.filter((one) => one.at >= performance.now() - 10_000);
    const recent = histogramOfLags();
    for (const { lags } of this.#ofLastMinute()) recent.add(lags);
    return {
      ...this.#sums,
      live: {
        changes: this.#lags.count,
        p50Ms: quantileMs(this.#lags, 50),
        p99Ms: quantileMs(this.#lags, 99),
        lastMinuteP50Ms: quantileMs(recent, 50),
        lastMinuteP99Ms: quantileMs(recent, 99),
      },
      recordsPerSecond: Math.round(this.#sent.reduce((sum, one) => sum + one.records, 0) / 10),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    };
  }
}

/** Two digits of each lag: however many there are, they take some KB, and a quantile takes one pass over them. */
function histogramOfLags(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: mostTenths, figures: 2 });
}

function quantileMs(lags: RecordableHistogram, percent: number): number | null {
  return lags.count === 0 ? null : lags.percentile(percent) / 10;
}
