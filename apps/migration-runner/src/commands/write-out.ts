import { writeFile } from 'node:fs/promises';
import { UsageError } from '../config.ts';

/** Writes what a command makes to the file of its `--out`. Throws UsageError. */
export async function writeOut(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw new UsageError(
      `${file} cannot be written (${error instanceof Error ? error.message : String(error)}). Name another file with --out.`,
    );
  });
}
