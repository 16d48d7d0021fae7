import { anotherTime } from './another-time.ts';
import type { ScaledClock } from './scaled-clock.ts';

export interface Entry {
  /**
   * A step once given, a message sent; a contingency that struck, was noticed, was mended; an anchor that moved; a way back that was gone, and a look
   * at Field after it; a step that its entry checks refused to half enter.
   */
  kind: 'step' | 'message' | 'pull' | 'notice' | 'mend' | 'moved' | 'back' | 'proof' | 'refused';
  /** The step, message or contingency of the plan. */
  id: string;
  words: string;
  /** When the plan has it, ISO; null: nothing of it is planned. */
  planned: { from: string; to: string } | null;
  /** On the clock of the release, ISO. */
  from: string;
  to: string;
  /** Seconds of this machine: since the rehearsal began when it was begun, and how long it lasted. */
  at: number;
  seconds: number;
  outcome: 'done' | 'another time' | 'failed';
}

/** Everything that happened, in order, with its times on the release's clock and in seconds of this machine. */
export class Diary {
  readonly entries: Entry[] = [];
  readonly #clock: ScaledClock;
  readonly #onEntry: (entry: Entry) => void;
  readonly #begun = performance.now();

  constructor(clock: ScaledClock, onEntry: (entry: Entry) => void) {
    this.#clock = clock;
    this.#onEntry = onEntry;
  }

  /** Does something and writes down what it says of itself; what it throws is written down too, and thrown. */
  async during(about: Pick<Entry, 'kind' | 'id' | 'planned'>, work: () => Promise<string | typeof anotherTime>): Promise<void> {
    const [from, began] = [this.#now(), performance.now()];
    const write = (outcome: Entry['outcome'], words: string) =>
      this.#write({
        ...about,
        words,
        from,
        to: this.#now(),
        at: (began - this.#begun) / 1000,
        seconds: (performance.now() - began) / 1000,
        outcome,
      });
    try {
      const words = await work();
      if (words === anotherTime) write('another time', 'not done: its time comes again');
      else write('done', words);
    } catch (error) {
      write('failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  /** Something that takes no time. */
  note(kind: Entry['kind'], id: string, words: string): void {
    const now = this.#now();
    const at = (performance.now() - this.#begun) / 1000;
    this.#write({ kind, id, words, planned: null, from: now, to: now, at, seconds: 0, outcome: 'done' });
  }

  #write(entry: Entry): void {
    this.entries.push(entry);
    this.#onEntry(entry);
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}
