import type { Command as Parser } from 'commander';

/** 0 done, 1 findings or failed checks, 2 wrong usage or configuration, 3 could not run. */
export type ExitCode = 0 | 1 | 2 | 3;

export type Options = Readonly<Record<string, unknown>>;

export interface Command {
  name: string;
  description: string;
  options?(parser: Parser): void;
  run(options: Options): Promise<ExitCode>;
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** What a long command is doing, on standard error. */
export function say(words: string): void {
  process.stderr.write(`${words}\n`);
}
