import { Command, CommanderError } from 'commander';
import { developmentPostgres, developmentPostgresStatus, stopDevelopmentPostgres } from './development-postgres.ts';
import { outliveStandardOutput } from './standard-output.ts';

interface Options {
  json?: boolean;
}

const program = new Command('postgres')
  .description('The PostgreSQL server of this checkout, used where no *_DATABASE_URL is set')
  .exitOverride();

const print = ({ json }: Options, words: string, document: unknown): void => console.log(json ? JSON.stringify(document) : words);
const running = ({ port, pid }: { port: number; pid: number }) => `running: port ${port}, process ${pid}`;

program
  .command('start')
  .description('start it, or say where it runs')
  .option('--json', 'print JSON')
  .action(async (options: Options) => {
    const { pid, port } = await developmentPostgres();
    print(options, running({ pid, port }), { pid, port });
  });

program
  .command('status')
  .description('say whether it runs, and on which port')
  .option('--json', 'print JSON')
  .action((options: Options) => {
    const status = developmentPostgresStatus() ?? null;
    print(options, status === null ? 'not running' : running(status), status);
  });

program
  .command('stop')
  .description('stop it; its data stays in .dev/postgres')
  .option('--json', 'print JSON')
  .action(async (options: Options) => {
    const stopped = await stopDevelopmentPostgres();
    print(options, stopped ? 'stopped' : 'not running', { stopped });
  });

const isAnswerLost = outliveStandardOutput();
try {
  await program.parseAsync();
} catch (error) {
  // commander has printed its own words already.
  if (!(error instanceof CommanderError)) console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : 3;
}
if (await isAnswerLost()) process.exitCode = 3;
