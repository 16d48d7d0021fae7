import { mkdir } from 'node:fs/promises';
import { UsageError } from '../config.ts';
import { writeExtract } from '../verification/write-extract.ts';
import { optionalText } from './arguments.ts';
import { answer, type CommandOptions } from './command.ts';

/** Where `--out` says that a text goes: a file, or `-` for standard output. Asked before what it takes is done in vain. Throws UsageError. */
export function outOf(options: CommandOptions, unlessTold: string): string {
  const out = optionalText(options['out']) ?? unlessTold;
  if (out === '') throw new UsageError('Say where it goes: --out FILE, or --out - for standard output.');
  if (out === '-' && options.json) throw new UsageError('--json and --out - both want standard output: leave one out.');
  return out;
}

/**
 * Writes a text to where `outOf` says, and answers with `json` or with `lines`, which are told the name of the place. Standard output holds the
 * text alone: the lines go to stderr then. Throws ExtractFileError.
 */
export async function writeOut(
  options: CommandOptions,
  out: string,
  text: string,
  json: Readonly<Record<string, unknown>>,
  lines: (place: string) => readonly string[],
): Promise<void> {
  if (out === '-') {
    options.print(text.endsWith('\n') ? text : `${text}\n`);
    process.stderr.write(lines('Standard output').join('\n').concat('\n'));
    return;
  }
  await writeExtract(whole(text), out);
  answer(options, { file: out, ...json }, lines(out));
}

async function* whole(text: string): AsyncGenerator<string> {
  yield text;
}

/** Makes the folder of a command's `--out`, before what it takes is done in vain. Throws UsageError. */
export async function makeOut(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new UsageError(
      `${folder} cannot be written (${error instanceof Error ? error.message : String(error)}). Name another folder with --out.`,
    );
  });
}
