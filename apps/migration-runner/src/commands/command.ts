import type { Command as Parser } from 'commander';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Word } from './words.ts';

/** Where a command line runs; the process's own unless told. */
export interface Surroundings {
  /** Settings over those of the environment. */
  settings?: Readonly<Record<string, string | undefined>>;
  /** Takes the answer. */
  print?: (text: string) => void;
  /** Takes what is said of why it could not be done. */
  say?: (text: string) => void;
}

/** Runs one command line and returns its exit code. */
export type Migrate = (argv: readonly string[], surroundings?: Surroundings) => Promise<ExitCode>;

export interface CommandOptions {
  json: boolean;
  /** Words behind the command's name that are no options. */
  words: readonly string[];
  /** Takes the answer. */
  print(text: string): void;
  /** Says that somebody stopped it before its end: how long that took says nothing of how long it takes, and is not kept. */
  stopped(): void;
  /** Runs another command line in this process. */
  migrate: Migrate;
  [option: string]: unknown;
}

/** One command of `pnpm migrate`. Prints its answer, and speaks of progress on stderr. */
export interface Command {
  name: string;
  description: string;
  options?: (parser: Parser) => void;
  /** What --json prints, where that is not always one object. */
  json?: string;
  /** Of a command whose first word says what is done: those words, and what goes with each. Everything else is refused before it runs. */
  words?: Readonly<Record<string, Word>>;
  /** Its time is kept and compared: it is a phase of a run. */
  isPhase?: true;
  run(context: Context, options: CommandOptions): Promise<ExitCode>;
}

/** Prints an answer: as JSON, or as the lines for people. */
export function answer(options: CommandOptions, json: unknown, lines: readonly string[]): void {
  options.print(options.json ? `${JSON.stringify(json)}\n` : lines.map((line) => `${line}\n`).join(''));
}
