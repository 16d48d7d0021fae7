import type { Command as Parser } from 'commander';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';

export interface CommandOptions {
  json: boolean;
  /** Words behind the command's name that are no options. */
  words: readonly string[];
  [option: string]: unknown;
}

/** One command of `pnpm migrate`. Answers on stdout, speaks of progress on stderr. */
export interface Command {
  name: string;
  description: string;
  options?: (parser: Parser) => void;
  /** Its time is kept and compared: it is a phase of a run. */
  isPhase?: true;
  run(context: Context, options: CommandOptions): Promise<ExitCode>;
}

/** Prints an answer: as JSON, or as the lines for people. */
export function answer(options: CommandOptions, json: unknown, lines: readonly string[]): void {
  process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : lines.map((line) => `${line}\n`).join(''));
}
