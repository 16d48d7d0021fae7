import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError } from 'commander';
import { serve } from './commands/serve.ts';
import { ConfigError } from './config.ts';

// Batches leave much garbage and little else. Left alone, V8 lets the heap grow to several times of what lives in it.
setFlagsFromString('--heap-growing-percent=40');

const program = new Command('hq').description("HQ's ingest: serves the contract over the HQ database").exitOverride();
program
  .command('serve', { isDefault: false })
  .description('apply missing migrations and listen until SIGTERM')
  .option('--json', 'print the line "HQ listens" as JSON')
  .action(serve);

try {
  await program.parseAsync(process.argv);
  process.exitCode = 0;
} catch (error) {
  // commander has printed its own words already.
  if (!(error instanceof CommanderError)) console.error(error instanceof Error ? error.message : String(error));
  // 2: what was asked for is wrong; 3: it could not be done.
  process.exitCode = error instanceof ConfigError ? 2 : error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : 3;
}
