import { userInfo } from 'node:os';
import { UsageError } from '../config.ts';
import { optionalText, wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

export const throttle: Command = {
  name: 'throttle',
  description: 'Shows or sets what each host may do at once. All hosts follow within a second.',
  options: (parser) =>
    parser
      .option('--workers <n>', 'accounts worked on at once, a host')
      .option('--fibres <n>', 'batches in flight at once, a host')
      .option('--pause', 'send nothing')
      .option('--resume', 'send again')
      .option('--reason <text>', 'kept with the change'),
  async run(context, options) {
    const workers = wholeNumber(options['workers'], 'workers', 0);
    const fibres = wholeNumber(options['fibres'], 'fibres', 1);
    if (options['pause'] === true && options['resume'] === true) throw new UsageError('Say --pause or --resume, not both.');
    const paused = options['pause'] === true ? true : options['resume'] === true ? false : undefined;
    const store = await context.throttle();
    const changed = workers !== undefined || fibres !== undefined || paused !== undefined;
    const settings = changed
      ? await store.set({ workers, fibres, paused, reason: optionalText(options['reason']) ?? 'set by hand', actor: userInfo().username })
      : await store.read();
    answer(options, settings, [
      `${settings.workers} workers, ${settings.fibres} fibres${settings.paused ? ', paused' : ''}: ${settings.reason} (${settings.actor}, ${settings.since.toISOString()})`,
    ]);
    return 0;
  },
};
