import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../config.ts';

const rehearsedStep = z.strictObject({
  /** When the rehearsal began. */
  rehearsal: z.iso.datetime({ offset: true }),
  /** The id of a step of the release plan. */
  step: z.string().min(1),
  /** How long it took, of real time. */
  seconds: z.number().min(0),
  /** Size of the rehearsed Field, as `estimateRecords` measures it. */
  records: z.int().min(1),
});

/** How long a step of the release plan took in a rehearsal of the release. */
export type RehearsedStep = z.infer<typeof rehearsedStep>;

/** Beside the timings of rehearsals: one JSON object a line. */
const rehearsedStepsFile = join(import.meta.dirname, '..', '..', '..', '..', '.rehearsal', 'steps.jsonl');

export async function keepRehearsedSteps(steps: readonly RehearsedStep[], file = rehearsedStepsFile): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, steps.map((step) => `${JSON.stringify(rehearsedStep.parse(step))}\n`).join(''));
}

/** The oldest first; none when no release was rehearsed here. Throws UsageError for a line that is no measured step, or a file that is named and cannot be read. */
export async function readRehearsedSteps(named: string | null = null): Promise<RehearsedStep[]> {
  const file = named ?? rehearsedStepsFile;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (named === null && error.code === 'ENOENT') return '';
    throw new UsageError(`${file} cannot be read (${error.message}). It holds the measured steps of rehearsals, one a line.`);
  });
  return text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [stepOf(line, `${file}, line ${at + 1}`)]));
}

function stepOf(line: string, where: string): RehearsedStep {
  let mistake: string;
  try {
    const parsed = rehearsedStep.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    mistake = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; ');
  } catch (error) {
    mistake = error instanceof Error ? error.message : String(error);
  }
  throw new UsageError(`${where} is no measured step (${mistake}). Take the line out, or mend it.`);
}
