import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError } from 'commander';
import { createAccountCommand, createProjectCommand } from './commands/create.ts';
import { limitOf, provisioning } from './commands/provisioning.ts';
import { serve } from './commands/serve.ts';
import { ConfigError } from './config.ts';
import { OwnChangeError } from './own-changes/own-change-error.ts';
import { outliveStandardOutput } from './standard-output.ts';

// Batches leave much garbage and little else. Left alone, V8 lets the heap grow to several times of what lives in it; and it begins to mark
// what lives as soon as less than a young generation is free, which with a heap kept that small is nearly always.
for (const flag of ['--heap-growing-percent=20', '--incremental-marking-soft-trigger=60', '--incremental-marking-hard-trigger=90'])
  setFlagsFromString(flag);

const program = new Command('hq').description("HQ's ingest: serves the contract over the HQ database").exitOverride();
program
  .command('serve', { isDefault: false })
  .description('apply missing migrations and listen until SIGTERM')
  .option('--json', 'print the line "HQ listens" as JSON')
  .action(serve);
program
  .command('provisioning')
  .description('what HQ has created and Field has not acknowledged, and why')
  .option('--json', 'one JSON object')
  .option('--limit <n>', 'how many to list', limitOf, 50)
  .option('--retry', 'try the refused ones again')
  .action(provisioning);
const administered = (name: string, description: string) =>
  program
    .command(name)
    .description(description)
    .option('--json', 'one JSON object')
    .requiredOption('--name <text>', 'its name')
    .requiredOption('--admin-email <e-mail>', 'its first administrator')
    .option('--admin-first-name <text>')
    .option('--admin-last-name <text>')
    .option('--currency <code>', 'ISO 4217', 'USD');
administered('create-account', 'create an account in HQ; Field gets it')
  .option('--trial-until <date>', 'a trial that ends on this day, YYYY-MM-DD')
  .option('--country <code>', 'ISO 3166-1 alpha-2')
  .action(createAccountCommand);
administered('create-project', 'create a project in an account of HQ; Field gets it')
  .requiredOption('--account <id>', "HQ's id of the account")
  .requiredOption('--start <date>', 'first day, YYYY-MM-DD')
  .requiredOption('--end <date>', 'last day, after the first')
  .action(createProjectCommand);

const isAnswerLost = outliveStandardOutput();
try {
  await program.parseAsync(process.argv);
  process.exitCode = 0;
} catch (error) {
  // commander has printed its own words already.
  if (!(error instanceof CommanderError)) console.error(error instanceof Error ? error.message : String(error));
  // 2: what was asked for is wrong; 3: it could not be done.
  process.exitCode =
    error instanceof ConfigError || error instanceof OwnChangeError
      ? 2
      : error instanceof CommanderError
        ? error.exitCode === 0
          ? 0
          : 2
        : 3;
}
if (process.exitCode === 0 && (await isAnswerLost())) process.exitCode = 3;
// A collector of traces that hangs would keep the process; everything that must be kept is committed by now.
process.exit();
