import { mkdir, writeFile } from 'node:fs/promises';
import { UsageError } from '../config.ts';

/** Writes what a command makes to the file of its `--out`. Throws UsageError. */
export async function writeOut(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => refuse(file, error, 'file'));
}

/** Makes the folder of a command's `--out`, before what it takes is done in vain. Throws UsageError. */
export async function makeOut(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => refuse(folder, error, 'folder'));
}

function refuse(path: string, error: unknown, kind: 'file' | 'folder'): never {
  throw new UsageError(
    `${path} cannot be written (${error instanceof Error ? error.message : String(error)}). Name another ${kind} with --out.`,
  );
}
