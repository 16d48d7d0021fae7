import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { GateStates } from './decide-gate.ts';

type Written = Record<string, { value: string; percentage: number; cohort: Record<string, string>; words?: string | null }>;

/**
 * Keeps what was last known, for a process that starts while the database is away. One write follows the other, of the newest there is: of two at
 * once the older one could end last.
 */
export class LastKnownFile {
  readonly #file: string;
  #next: GateStates | null = null;
  #writing: Promise<void> | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** Resolves when this, or what came after it, is written; rejects when the last write failed. */
  keep(states: GateStates): Promise<void> {
    this.#next = states;
    return (this.#writing ??= this.#write().finally(() => (this.#writing = null)));
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await this.#writing?.catch(() => {});
  }

  async #write(): Promise<void> {
    while (this.#next !== null) {
      const states = this.#next;
      this.#next = null;
      try {
        await write(this.#file, states);
      } catch (error) {
        // Whether the file stays behind is decided by the last one.
        if (this.#next === null) throw error;
      }
    }
  }
}

/** Written beside and renamed, so the file is always whole. */
async function write(file: string, states: GateStates): Promise<void> {
  const written: Written = Object.fromEntries(
    [...states].map(([gate, state]) => [gate, { ...state, cohort: Object.fromEntries(state.cohort) }]),
  );
  const beside = `${file}.${process.pid}`;
  await writeFile(beside, JSON.stringify(written));
  await rename(beside, file);
}

/** What the file holds; null when there is none that can be read. */
export function readLastKnown(file: string): GateStates | null {
  try {
    const written = JSON.parse(readFileSync(file, 'utf8')) as Written;
    return new Map(
      Object.entries(written).map(([gate, { value, percentage, cohort, words = null }]) => [
        gate,
        { value, percentage, cohort: new Map(Object.entries(cohort)), words },
      ]),
    );
  } catch {
    return null;
  }
}
