import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { GateStates } from './decide-gate.ts';

type Written = Record<string, { value: string; percentage: number; cohort: Record<string, string>; words?: string | null }>;

/** Keeps what was last known, for a process that starts while the database is away. Written beside and renamed, so it is always whole. */
export async function writeLastKnown(file: string, states: GateStates): Promise<void> {
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
