import type postgres from 'postgres';
import { answeredRecords } from '../systems/hq-records.ts';
import { residentMb } from '../systems/memory.ts';
import type { FieldUser } from './field-user.ts';
import type { SlowableHq } from '../systems/slowable-hq.ts';

/** How things stood at a moment. */
export interface Sample {
  /** Seconds since the recorder began. */
  at: number;
  workers: number;
  /** Fibres that the throttle allows all hosts together. */
  fibres: number;
  /** Batches in flight, counted where HQ receives them. */
  inFlight: number;
  /** Records that HQ has answered so far. */
  records: number;
  /** What 95 of 100 pages of Field took in the last seconds, in milliseconds; null when none was opened. */
  fieldP95Ms: number | null;
  /** The same of the batches that HQ answered. */
  hqP95Ms: number | null;
  /** Memory of the largest runner process. */
  runnerMb: number;
}

/** Something that was done, to be read beside the samples. */
export interface Mark {
  at: number;
  words: string;
}

const everyMs = 200;
const windowMs = 3000;

export interface Watched {
  runner: postgres.Sql;
  /** HQ itself, for its metrics. */
  hqUrl: string;
  hq: SlowableHq;
  user: FieldUser;
  /** Processes of the runner that live now. */
  runnerPids(): readonly number[];
}

/** Looks at everything five times a second, one look at a time. */
export class Recorder {
  readonly samples: Sample[] = [];
  readonly marks: Mark[] = [];
  readonly #began = performance.now();
  readonly #watched: Watched;
  #isStopped = false;
  readonly #work: Promise<void>;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#work = this.#record();
    // Whoever waits for the next sample, or for the end, is told.
    this.#work.catch(() => {});
  }

  get now(): number {
    return (performance.now() - this.#began) / 1000;
  }

  mark(words: string): number {
    const at = this.now;
    this.marks.push({ at, words });
    return at;
  }

  /** The first sample that fits, of those since `from` (in seconds); waits for it. Null when none did within `seconds` of then. */
  async first(from: number, seconds: number, fits: (sample: Sample) => boolean): Promise<Sample | null> {
    for (;;) {
      const found = this.samples.find((sample) => sample.at >= from && fits(sample));
      if (found !== undefined) return found;
      if (this.now > from + seconds) return null;
      await Promise.race([this.#work, new Promise((resolve) => setTimeout(resolve, everyMs))]);
    }
  }

  /** Waits so many seconds, and returns what was seen meanwhile. */
  async during(seconds: number): Promise<Sample[]> {
    const from = this.now;
    await this.first(from + seconds, seconds, () => true);
    return this.between(from, from + seconds);
  }

  between(from: number, to: number): Sample[] {
    return this.samples.filter(({ at }) => at >= from && at <= to);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#work;
  }

  async #record(): Promise<void> {
    const { runner, hqUrl, hq, user, runnerPids } = this.#watched;
    while (!this.#isStopped) {
      const begun = performance.now();
      const [records, [throttle], memory] = await Promise.all([
        answeredRecords(hqUrl),
        runner<{ workers: number; fibres: number }[]>`select workers, fibres from migration.throttle`,
        Promise.all(runnerPids().map(residentMb)),
      ]);
      this.samples.push({
        at: this.now,
        workers: throttle?.workers ?? 0,
        fibres: throttle?.fibres ?? 0,
        inFlight: hq.inFlight,
        records,
        fieldP95Ms: user.pages.p95Since(performance.now() - windowMs),
        hqP95Ms: hq.batches.p95Since(performance.now() - windowMs),
        runnerMb: Math.max(0, ...memory),
      });
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - (performance.now() - begun))));
    }
  }
}
