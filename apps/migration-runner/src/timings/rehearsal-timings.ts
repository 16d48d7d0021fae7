import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Timing } from './timings-store.ts';

/** Timings of rehearsals, whose databases are gone afterwards: one JSON object a line. */
const timingsFile = join(import.meta.dirname, '..', '..', '..', '..', '.rehearsal', 'timings.jsonl');

/** Begins with a line of its own: a process that was killed as it wrote may have left half a line. */
export async function keepRehearsalTimings(timings: readonly Timing[], file = timingsFile): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, ['', ...timings.map((timing) => JSON.stringify(timing)), ''].join('\n'));
}

/** The oldest first; none when nothing was rehearsed here. Half a line is left out, and `say` is told. */
export async function readRehearsalTimings(say: (words: string) => void, file = timingsFile): Promise<Timing[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line, at) => {
    if (line === '') return [];
    try {
      return [JSON.parse(line) as Timing];
    } catch {
      say(`${file}, line ${at + 1} is left out: it was not written to its end.`);
      return [];
    }
  });
}
