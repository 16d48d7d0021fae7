import { DeliveryError, FieldError, HqError } from '@hq-field/field-adapter';
import { GateError } from '@hq-field/gates';
import { Command, CommanderError } from 'commander';
import type { Surroundings } from './commands/command.ts';
import { loadCommands } from './commands/index.ts';
import { checkWords } from './commands/words.ts';
import { readConfig, UsageError } from './config.ts';
import { type Context, createContext } from './context.ts';
import type { ExitCode } from './exit-code.ts';
import { RunnerError, toRunnerError } from './runner-error.ts';
import { phaseOf } from './timings/phase-of.ts';
import { keepTiming } from './timings/timings-store.ts';
import { ExtractFileError } from './verification/write-extract.ts';

/** Runs one command line and returns its exit code. */
export async function run(argv: readonly string[], surroundings: Surroundings = {}): Promise<ExitCode> {
  const { settings = {}, print = (text) => process.stdout.write(text), say = (text) => process.stderr.write(text) } = surroundings;
  let exitCode: ExitCode = 0;
  const program = new Command('migrate')
    .description("Moves Field's administration into HQ while both are in use.")
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: say })
    .showHelpAfterError();
  for (const command of await loadCommands(argv[0])) {
    const made = program
      .command(command.name)
      .description(command.description)
      .option('--json', `${command.json ?? 'one JSON object'} on stdout, nothing else`);
    command.options?.(made);
    made.exitOverride().action(async (...args: unknown[]) => {
      const options = args.at(-2) as Record<string, unknown>;
      if (command.words !== undefined) checkWords(command.words, made);
      const context = createContext(readConfig(settings));
      const begunAt = new Date();
      let isStopped = false;
      const stopped = () => void (isStopped = true);
      try {
        const json = options['json'] === true;
        exitCode = await command.run(context, { ...options, json, words: made.args, print, stopped, migrate: run });
        if (command.isPhase && !isStopped) await keepPhase(context, phaseOf(argv), begunAt, exitCode);
      } finally {
        await context.close();
      }
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, say);
  }
}

/** Keeps how long a phase took. That it could not be kept does not change how the phase ended. */
async function keepPhase(context: Context, phase: string, begunAt: Date, exitCode: ExitCode): Promise<void> {
  const seconds = (Date.now() - begunAt.getTime()) / 1000;
  const run = begunAt.toISOString().slice(0, 10);
  await context
    .runner()
    .then((runner) => keepTiming(runner, { run, phase, begunAt: begunAt.toISOString(), seconds, exitCode }))
    .catch((error: unknown) => context.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'timing:lost'));
}

/** The one place where an error becomes words and an exit code. */
function explain(thrown: unknown, say: (text: string) => void): ExitCode {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  const error = toRunnerError(thrown);
  say(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof UsageError || error instanceof GateError) return 2;
  const ours = [FieldError, HqError, DeliveryError, RunnerError, ExtractFileError].some((kind) => error instanceof kind);
  // What nobody foresaw is our mistake: where it happened helps whoever mends it.
  if (!ours && error instanceof Error) say(`${error.stack ?? ''}\n`);
  return 3;
}
