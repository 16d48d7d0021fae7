/** How many lines are kept: a process that runs for long must not fill the memory of the one that watches it. */
const keptLines = 20_000;

interface Waiter {
  pattern: RegExp;
  found: (match: RegExpExecArray) => void;
}

/** The lines a process prints, and those who wait for one of them. */
export class PrintedLines {
  readonly #lines: string[] = [];
  readonly #waiters = new Set<Waiter>();

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > keptLines) this.#lines.splice(0, keptLines / 10);
    for (const waiter of this.#waiters) {
      const match = waiter.pattern.exec(line);
      if (match === null) continue;
      this.#waiters.delete(waiter);
      waiter.found(match);
    }
  }

  /** The last lines, one text. */
  text(): string {
    return this.#lines.join('\n');
  }

  /** Settles with the first line that matches, printed already or to come; `signal` ends the wait without an answer. */
  first(pattern: RegExp, signal: AbortSignal): Promise<RegExpExecArray> {
    for (const line of this.#lines) {
      const match = pattern.exec(line);
      if (match !== null) return Promise.resolve(match);
    }
    return new Promise((resolve) => {
      const waiter = { pattern, found: resolve };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', () => this.#waiters.delete(waiter));
    });
  }
}
