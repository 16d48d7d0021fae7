import { UsageError } from '../config.ts';
import { describeThrottle } from '../throttle/describe-throttle.ts';
import { readSteps } from '../throttle/automatic/steps.ts';
import type { ThrottleChange } from '../throttle/throttle-settings.ts';
import { actorOf, duration, goesWith, reasonOf, wholeNumber } from './arguments.ts';
import { answer, type Command, type CommandOptions } from './command.ts';

const defaultLimit = 20;
/** Of workers, and of fibres: a slip of the hand is not what both systems bear. */
const mostAtOnce = 1000;

export const throttle: Command = {
  name: 'throttle',
  json: 'one JSON object, with --history or --steps an array,',
  description: 'Shows or sets what all hosts together may do at once. They follow within a second.',
  options: (parser) =>
    parser
      .option('--workers <n>', 'accounts worked on at once')
      .option('--fibres <n>', 'batches in flight at once')
      .option('--batch-size <n>', 'records of a batch, 1 to 1000')
      .option('--records-per-second <n>', 'records sent in a second at most; none takes the limit away')
      .option('--auto', 'workers and fibres by measurement, while both systems are in tolerance')
      .option('--manual', 'as they are set')
      .option('--ceiling-workers <n>', 'what the automatic throttle may set at most')
      .option('--ceiling-fibres <n>', 'what the automatic throttle may set at most')
      .option('--for <time>', 'an override: 90s, 30m, 2h, 1d; then the settings before come back')
      .option('--pause', 'send nothing, as pnpm migrate pause')
      .option('--resume', 'send again, as pnpm migrate resume')
      .option('--reason <text>', 'kept with the change')
      .option('--actor <name>', 'who changes it; the user of this machine unless told')
      .option('--history', 'the changes, the newest first')
      .option('--steps', 'what the automatic throttle did, and why, the newest first')
      .option('--limit <n>', `how many of them, ${defaultLimit} unless told`),
  async run(context, options) {
    const change = changeOf(options);
    const limit = wholeNumber(options['limit'], 'limit', 1) ?? defaultLimit;
    const forSeconds = duration(options['for'], 'for');
    const isChanged = Object.values(change).some((value) => value !== undefined);
    if (!isChanged && forSeconds !== undefined) throw new UsageError('Say with --for what is to hold meanwhile, for example --workers 2.');
    const shown = ['history', 'steps'].filter((name) => options[name] !== undefined);
    goesWith(options, 'limit', ['history', 'steps']);
    if (shown.length > 1) throw new UsageError('Say --history or --steps, not both.');
    if (isChanged && shown.length > 0) throw new UsageError(`--${shown[0]} shows and changes nothing: leave it out, or what is to be set.`);
    if (!isChanged && ['reason', 'actor'].some((name) => options[name] !== undefined))
      throw new UsageError('Say what is set by whom and why, for example --workers 2.');
    const [reason, actor] = [reasonOf(options['reason'], 'set by hand'), actorOf(options['actor'])];
    const store = await context.throttle();
    if (options['history'] === true) {
      const history = await store.history(limit);
      answer(options, history, history.map(describeThrottle));
      return 0;
    }
    if (options['steps'] === true) {
      const steps = await readSteps(await context.runner(), limit);
      answer(
        options,
        steps,
        steps.map(
          (step) => `${step.at.toISOString()} ${step.action.padEnd(5)} ${step.workers} workers, ${step.fibres} fibres: ${step.reason}`,
        ),
      );
      return 0;
    }
    const settings = isChanged ? await store.set({ ...change, forSeconds, reason, actor }) : await store.read();
    answer(options, settings, [describeThrottle(settings)]);
    return 0;
  },
};

function changeOf(options: CommandOptions): { [Name in keyof ThrottleChange]: ThrottleChange[Name] | undefined } {
  const either = (on: string, off: string) => {
    if (options[on] === true && options[off] === true) throw new UsageError(`Say --${on} or --${off}, not both.`);
    return options[on] === true ? true : options[off] === true ? false : undefined;
  };
  const workers = wholeNumber(options['workers'], 'workers', 0, mostAtOnce);
  const fibres = wholeNumber(options['fibres'], 'fibres', 1, mostAtOnce);
  const rate = options['recordsPerSecond'];
  // What is set by hand is not measured away again.
  const isByHand = workers !== undefined || fibres !== undefined;
  return {
    workers,
    fibres,
    batchSize: wholeNumber(options['batchSize'], 'batch-size', 1, 1000),
    recordsPerSecond: rate === 'none' ? null : wholeNumber(rate, 'records-per-second', 1),
    automatic: either('auto', 'manual') ?? (isByHand ? false : undefined),
    ceilingWorkers: wholeNumber(options['ceilingWorkers'], 'ceiling-workers', 1, mostAtOnce),
    ceilingFibres: wholeNumber(options['ceilingFibres'], 'ceiling-fibres', 1, mostAtOnce),
    paused: either('pause', 'resume'),
  };
}
