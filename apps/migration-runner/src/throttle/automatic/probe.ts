/** What a probe last saw. */
export interface Seen<T> {
  value: T | null;
  ageMs: number;
  problem: string | null;
}

/** Reads something again and again, one reading at a time. One that fails or never ends is seen as such, and holds up nobody. */
export class Probe<T> {
  #value: T | null = null;
  #at: number;
  #problem: string | null = null;
  #isReading = false;
  readonly #read: () => Promise<T>;
  readonly #now: () => number;

  constructor(read: () => Promise<T>, now: () => number = () => performance.now()) {
    this.#read = read;
    this.#now = now;
    this.#at = now();
  }

  /** Begins a reading unless one is going on, and gives it some time to end. */
  async look(patienceMs: number): Promise<Seen<T>> {
    if (!this.#isReading) {
      this.#isReading = true;
      const ended = this.#read()
        .then(
          (value) => {
            this.#value = value;
            this.#problem = null;
            this.#at = this.#now();
          },
          (error: unknown) => {
            this.#value = null;
            this.#problem = error instanceof Error ? error.message : String(error);
            this.#at = this.#now();
          },
        )
        .finally(() => (this.#isReading = false));
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)))]);
      clearTimeout(timer);
    }
    return { value: this.#value, ageMs: this.#now() - this.#at, problem: this.#problem };
  }
}
