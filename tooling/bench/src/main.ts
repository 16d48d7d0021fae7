import { majorVersion } from '@hq-field/testkit/postgres-binaries';
import { outliveStandardOutput } from '@hq-field/testkit/standard-output';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { BenchOption } from './bench.ts';
import { benches } from './benches.ts';

const program = new Command('bench').description('Measures one thing and prints it; the numbers hold for this machine').exitOverride();
program.action(() => program.outputHelp());
for (const bench of benches) {
  const command = program
    .command(bench.name)
    .description(bench.description)
    .option('--json', 'print JSON only')
    .option('--postgres <folder>', 'programs of another PostgreSQL, for example /usr/lib/postgresql/15/bin', folderOfPostgres);
  for (const option of bench.options) command.option(`--${option.name} <n>`, option.description, wholeNumber(option), option.default);
  command.action(async ({ json, postgres, ...options }: { json?: boolean; postgres?: string } & Record<string, number>) => {
    const figures = await bench.run(options, (words) => console.error(words), postgres === undefined ? {} : { binaries: postgres });
    if (json === true) console.log(JSON.stringify(figures, null, 2));
    else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(32)} ${value}`);
  });
}
const isAnswerLost = outliveStandardOutput();
try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`It could not be measured. ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 3;
  }
}
if (await isAnswerLost()) process.exitCode = 3;

/** Throws what the command line says of a word that is none. */
function folderOfPostgres(folder: string): string {
  try {
    majorVersion(folder);
    return folder;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function wholeNumber({ name, least }: BenchOption): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/u.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`Expected --${name} to be a whole number of at least ${least}, got \`${text}\`.`);
    return value;
  };
}
