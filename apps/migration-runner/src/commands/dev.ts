import { join } from 'node:path';
import { developmentUrl } from '../development/defaults.ts';
import { startAll } from '../development/start-all.ts';
import { ChildEndedError, Children } from '../processes/children.ts';
import { RunnerError } from '../runner-error.ts';
import { wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

const logFolder = join(import.meta.dirname, '..', '..', '..', '..', '.dev', 'logs');

export const dev: Command = {
  name: 'dev',
  description: 'Starts Field, HQ and the runner on this machine, with a small Field where there is none, until SIGINT or SIGTERM.',
  options: (parser) =>
    parser
      .option('--accounts <n>', 'accounts of the Field that is made', '20')
      .option('--seed <s>', 'the same seed gives the same rows', '1'),
  async run(context, options) {
    const accounts = wholeNumber(options['accounts'], 'accounts', 1) ?? 20;
    const children = new Children(logFolder);
    const ended = new Promise<void>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    });
    try {
      const starting = startAll({
        children,
        field: await context.field(),
        runnerUrl: context.config.runnerUrl ?? (await developmentUrl('runner')),
        accounts,
        fieldPort: context.config.fieldPort,
        seed: String(options['seed']),
        say: (what) => process.stderr.write(`${what}\n`),
      });
      const addresses = await Promise.race([starting, children.crashed, ended.then(() => null)]);
      if (addresses === null) return 0;
      answer(options, addresses, [
        `Field's pages    ${addresses.field}  (sign in as ${addresses.administrator ?? 'anybody in Field'}, no password)`,
        `HQ's console     ${addresses.console}  (sign in as ${addresses.operator}, no password)`,
        `HQ               ${addresses.hq}`,
        'The runner works; pnpm migrate status says how far. Logs are in .dev/logs. Ctrl+C ends all but PostgreSQL (pnpm postgres stop).',
      ]);
      await Promise.race([ended, children.crashed]);
      return 0;
    } catch (error) {
      if (!(error instanceof ChildEndedError)) throw error;
      throw new RunnerError('failed', `${error.message} Its last lines:\n${error.tail}`, { cause: error });
    } finally {
      await children.stopAll();
    }
  },
};
