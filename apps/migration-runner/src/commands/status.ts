import { setTimeout as sleep } from 'node:timers/promises';
import { checkField } from '@hq-field/field-adapter';
import { SingleBar } from 'cli-progress';
import { passesByItself } from '../passes-by-itself.ts';
import { toRunnerError } from '../runner-error.ts';
import { describeStatus, statusLine } from '../status/describe-status.ts';
import { readStatus } from '../status/read-status.ts';
import type { RunStatus } from '../status/run-status.ts';
import { duration, goesWith } from './arguments.ts';
import { answer, type Command, type CommandOptions } from './command.ts';

export const status: Command = {
  name: 'status',
  json: 'one JSON object, with --watch one a line each time,',
  description: 'Where the run stands, why it is not faster, how long it will take, and what to do next.',
  options: (parser) =>
    parser
      .option('--watch', 'again and again until Ctrl-C: a screen, or a line when it is no terminal')
      .option('--every <time>', 'how often with --watch, 2s unless told')
      .option('--line', 'one line, for logs'),
  async run(context, options) {
    goesWith(options, 'every', ['watch']);
    const everySeconds = duration(options['every'], 'every') ?? 2;
    const field = await context.field();
    await checkField(field, { capture: false });
    const read = async () =>
      readStatus({
        field,
        runner: await context.runner(),
        store: await context.accounts(),
        queue: await context.queue(),
        throttle: await context.throttle(),
      });
    if (options['watch'] === true) await watch(read, options, everySeconds);
    else show(await read(), options);
    return 0;
  },
};

function show(status: RunStatus, options: CommandOptions): void {
  answer(options, status, options['line'] === true ? [statusLine(status)] : describeStatus(status));
}

async function watch(read: () => Promise<RunStatus>, options: CommandOptions, everySeconds: number): Promise<void> {
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  // Nobody looks any more.
  process.stdout.once('error', end);
  const isScreen = process.stdout.isTTY && !options.json && options['line'] !== true;
  while (!stop.signal.aborted) {
    try {
      const now = await read();
      if (isScreen) drawScreen(now);
      else if (options.json) answer(options, now, []);
      else options.print(`${statusLine(now)}\n`);
    } catch (thrown) {
      const error = toRunnerError(thrown);
      if (!passesByItself(error)) throw error;
      answer(options, { undone: true, reason: error.message }, [`The status could not be read; it is asked again. ${error.message}`]);
    }
    await sleep(everySeconds * 1000, undefined, { signal: stop.signal }).catch(() => {});
  }
  process.off('SIGINT', end).off('SIGTERM', end);
  process.stdout.off('error', end);
}

function drawScreen(now: RunStatus): void {
  process.stdout.write(`\u001B[2J\u001B[H${describeStatus(now).join('\n')}\n\n`);
  const { walked, left } = now.records;
  const bar = new SingleBar({ format: '{bar} {percentage} % of about {total} records', stream: process.stdout, noTTYOutput: true });
  bar.start(Math.max(1, Math.round(walked + left)), Math.round(walked));
  bar.stop();
}
