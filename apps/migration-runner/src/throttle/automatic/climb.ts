/** What one step of the automatic throttle saw since the step before it. */
export interface Seen {
  /** Milliseconds of a clock that only goes forward. */
  nowMs: number;
  /** Fibres that were allowed. */
  fibres: number;
  /** What HQ answered meanwhile; a number that compares batches of all sizes. */
  work: number;
  batches: number;
  /** Whether all fibres were wanted and all sensors were in tolerance, so that nothing but the fibres kept it from sending more. */
  isOpen: boolean;
}

/** How many fibres are worth having. */
export interface Aim {
  fibres: number;
  /** Why not more; null when nothing speaks against them yet. */
  reason: string | null;
}

/** A level is measured until so much was seen at it, or, where batches take long, for so long. */
const enoughMs = 5000;
const enoughBatches = 12;
const longMs = 20_000;
/** More are never looked at: a step takes a second or more. */
const mostSamples = 30;
/** What is answered after a change of the fibres was partly sent before it. */
const settleMs = 2000;
/** A look is given up when nothing could be measured for so long. */
const mostClosedMs = 8000;
/** The share of what more fibres would bring if they did not slow each other, from which on they are worth having. */
const worthShare = 0.1;
const leastPatienceMs = 10_000;
const mostPatienceMs = 300_000;

/**
 * Finds how many fibres are worth having: more are not where HQ, Field or the hosts do no more work with them, only later. It stands at one level
 * of fibres and looks at its neighbours, the higher and the lower in turn: at once when the last look was worth it, else after a time that doubles
 * from 10 s to 5 min. Of two neighbours the higher one must bring a tenth of what it would if fibres did not slow each other.
 */
export class Climb {
  readonly #levels: readonly number[];
  #place: number;
  #placeRate = 0;
  /** The level that is measured: a neighbour of the place while it looks, else the place. */
  #level: number;
  #samples: { ms: number; work: number; batches: number }[] = [];
  #direction: 1 | -1 = 1;
  #lookAtMs = Number.NEGATIVE_INFINITY;
  #patienceMs = leastPatienceMs;
  #fibres = 0;
  #changedMs = Number.NEGATIVE_INFINITY;
  #measuredMs = 0;
  #formerMs: number | null = null;
  #learnt: string | null = null;

  /** Begins at the level of so many fibres, or the next higher one. */
  constructor(fibres: number, ceiling: number) {
    this.#levels = levelsTo(ceiling);
    this.#place = this.#levels.findIndex((level) => level >= Math.min(fibres, ceiling));
    this.#level = this.#place;
  }

  /** Takes what a step saw, and says how many fibres are worth having until the next one. */
  next(seen: Seen): Aim {
    const { nowMs } = seen;
    this.#measure(seen);
    const rate = rateOf(this.#samples);
    if (this.#level === this.#place) {
      if (rate !== null && nowMs >= this.#lookAtMs) this.#look(rate, nowMs);
    } else if (rate !== null) this.#compare(rate, nowMs);
    else if (nowMs - this.#measuredMs > mostClosedMs) this.#giveUp(nowMs);
    const fibres = this.#fibresAt(this.#level);
    return { fibres, reason: this.#level === this.#place ? this.#learnt : `sees what ${fibres} fibres do` };
  }

  #measure({ nowMs, fibres, work, batches, isOpen }: Seen): void {
    const ms = this.#formerMs === null ? 0 : nowMs - this.#formerMs;
    this.#formerMs = nowMs;
    if (fibres !== this.#fibres) {
      this.#changedMs = nowMs;
      this.#samples = [];
    }
    this.#fibres = fibres;
    if (!isOpen) return;
    this.#measuredMs = nowMs;
    if (fibres !== this.#fibresAt(this.#level) || nowMs - this.#changedMs < settleMs) return;
    this.#samples = [...this.#samples.slice(1 - mostSamples), { ms, work, batches }];
  }

  #look(rate: number, nowMs: number): void {
    if (this.#levels[this.#place + this.#direction] === undefined) {
      this.#turn();
      this.#lookAtMs = nowMs + this.#patienceMs;
      return;
    }
    this.#placeRate = rate;
    this.#level = this.#place + this.#direction;
    this.#measuredMs = nowMs;
    this.#samples = [];
  }

  #compare(rate: number, nowMs: number): void {
    const isHigher = this.#level > this.#place;
    const [fewer, more] = isHigher ? [this.#place, this.#level] : [this.#level, this.#place];
    const times = isHigher ? rate / this.#placeRate : this.#placeRate / rate;
    const ideal = this.#fibresAt(more) / this.#fibresAt(fewer);
    this.#learnt = `${this.#fibresAt(more)} fibres do ${times.toFixed(2)} times the work of ${this.#fibresAt(fewer)}`;
    if (isHigher !== times >= 1 + worthShare * (ideal - 1)) return this.#giveUp(nowMs);
    this.#place = this.#level;
    this.#patienceMs = leastPatienceMs;
  }

  #giveUp(nowMs: number): void {
    this.#level = this.#place;
    this.#samples = [];
    this.#turn();
    this.#lookAtMs = nowMs + this.#patienceMs;
    this.#patienceMs = Math.min(mostPatienceMs, this.#patienceMs * 2);
  }

  #turn(): void {
    this.#direction = this.#direction === 1 ? -1 : 1;
  }

  #fibresAt(level: number): number {
    return this.#levels[level] ?? 1;
  }
}

/** From one fibre to the ceiling, each about half as many more than the one before. */
function levelsTo(ceiling: number): number[] {
  const levels = [1];
  for (let level = 2; level < ceiling; level = Math.round(level * 1.5)) levels.push(level);
  // A step that is too small to be told from chance is none.
  if (levels.length > 1 && ceiling < (levels.at(-1) ?? 1) * 1.25) levels.pop();
  if (ceiling > 1) levels.push(ceiling);
  return levels;
}

/** Work a millisecond in the last samples that are enough to tell; null when there are too few. */
function rateOf(samples: readonly { ms: number; work: number; batches: number }[]): number | null {
  let [ms, work, batches] = [0, 0, 0];
  for (const sample of samples.toReversed()) {
    ms += sample.ms;
    work += sample.work;
    batches += sample.batches;
    if ((ms >= enoughMs && batches >= enoughBatches) || (ms >= longMs && batches > 0)) return work / ms;
  }
  return null;
}
