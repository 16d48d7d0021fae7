import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { outliveStandardOutput } from '@hq-field/testkit/standard-output';
import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander';
import { parts } from './parts.ts';
import { MutantsError, runPart } from './run-part.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const names = parts.map(({ name }) => name);

const program = new Command('mutants')
  .description('Changes code one mutant at a time, and fails when the unit tests notice too few')
  .addArgument(new Argument('[parts...]', 'what to change; everything unless told').choices(names))
  .option('--concurrency <number>', 'mutants at once, at least 1', wholeNumber, availableParallelism())
  .option('--json', 'one JSON object a part on stdout, nothing else')
  .addHelpText(
    'after',
    `\nParts:\n${parts.map(({ name, description, least }) => `  ${name.padEnd(16)}${description}; at least ${least}%`).join('\n')}`,
  )
  .showHelpAfterError()
  .exitOverride();

program.action(async (asked: string[], { concurrency, json }: { concurrency: number; json?: boolean }) => {
  for (const part of parts.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
    const score = await runPart(part, root, concurrency);
    if (score.percent < part.least) process.exitCode = 1;
    if (json === true) console.log(JSON.stringify({ part: part.name, ...score, least: part.least }));
    else
      console.log(
        [
          ...score.unnoticed,
          `${part.name}: ${score.noticed} of ${score.mutants} mutants are noticed: ${score.percent}%, at least ${part.least}%`,
        ].join('\n'),
      );
  }
});

const isAnswerLost = outliveStandardOutput();
try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof MutantsError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 3;
  } else throw error;
}
if (await isAnswerLost()) process.exitCode = 3;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number, at least 1.');
  return value;
}
