/** A pass that takes longer than this is not waited for: the next one begins beside it. In milliseconds. */
const patienceMs = 200;

/**
 * When a pass of live changes begins. Each costs the same whether it takes one change or hundreds, so that one pass after the other, with what
 * has come meanwhile, is both the quickest and the cheapest; one that is held up holds up no other.
 */
export class LiveTurns {
  #underWay = 0;
  #begunAt = Number.NEGATIVE_INFINITY;
  #isResting = false;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether few changes or none were found, and whoever found them waits. */
  get isResting(): boolean {
    return this.#isResting;
  }

  /** Whether a pass may begin: none is under way, or the last one has taken too long, and there may be something to send. */
  get isOpen(): boolean {
    return !this.#isResting && (this.#underWay === 0 || this.#now() - this.#begunAt >= patienceMs);
  }

  async take<T>(pass: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    this.#begunAt = this.#now();
    try {
      return await pass();
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Few changes or none were found: no pass begins until this resolves. */
  async rest(until: Promise<unknown>): Promise<void> {
    this.#isResting = true;
    try {
      await until;
    } finally {
      this.#isResting = false;
    }
  }
}
