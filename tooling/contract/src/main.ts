import { outliveStandardOutput } from '@hq-field/testkit/standard-output';
import { Command, CommanderError } from 'commander';
import type { ExitCode, Options } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { ToolError, UsageError } from './tool-error.ts';

const program = new Command('contract')
  .description('The contract between Field and HQ: lock, compare, freeze, pack, document.')
  .exitOverride();
program.showHelpAfterError();
let exitCode: ExitCode = 0;
const isAnswerLost = outliveStandardOutput();
for (const command of commands) {
  const parser = program.command(command.name).description(command.description).option('--json', 'one JSON object on stdout, nothing else');
  command.options?.(parser);
  parser.exitOverride().action(async (options: Options) => {
    exitCode = await command.run(options);
  });
}
try {
  await program.parseAsync(process.argv);
} catch (error) {
  exitCode = explain(error);
}
process.exitCode = (await isAnswerLost()) ? 3 : exitCode;

function explain(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const isOurs = error instanceof UsageError || error instanceof ToolError;
  process.stderr.write(`${error instanceof Error ? (isOurs ? error.message : (error.stack ?? error.message)) : String(error)}\n`);
  return error instanceof UsageError ? 2 : 3;
}
