import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Timing } from './timings-store.ts';

/** Timings of rehearsals, whose databases are gone afterwards: one JSON object a line. */
const file = join(import.meta.dirname, '..', '..', '..', '..', '.rehearsal', 'timings.jsonl');

export async function keepRehearsalTimings(timings: readonly Timing[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, timings.map((timing) => `${JSON.stringify(timing)}\n`).join(''));
}

/** The oldest first; none when nothing was rehearsed here. */
export async function readRehearsalTimings(): Promise<Timing[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Timing);
}
