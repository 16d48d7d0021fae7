const runner = ['pnpm', 'migrate'];

/** The words behind `pnpm migrate` of a plan's command; in double quotes a space belongs to its word. Null: another program's command. */
export function commandWords(command: string): string[] | null {
  const words = [...command.matchAll(/"([^"]*)"|[^\s"]+/gu)].map(([word, quoted]) => quoted ?? word);
  return runner.every((word, at) => words[at] === word) ? words.slice(runner.length) : null;
}
