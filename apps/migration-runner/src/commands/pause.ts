import { describeThrottle } from '../throttle/describe-throttle.ts';
import { actorOf, duration, reasonOf } from './arguments.ts';
import { answer, type Command } from './command.ts';

export const pause: Command = {
  name: 'pause',
  description: 'Sends nothing on any host, within a second. Nothing is lost; accounts in hand go on from their checkpoints.',
  options: (parser) =>
    parser
      .option('--for <time>', 'resumes by itself: 90s, 30m, 2h, 1d')
      .option('--reason <text>', 'shown while it lasts')
      .option('--actor <name>', 'the user of this machine unless told'),
  async run(context, options) {
    const forSeconds = duration(options['for'], 'for');
    const [reason, actor] = [reasonOf(options['reason'], 'paused by hand'), actorOf(options['actor'])];
    const settings = await (await context.throttle()).set({ paused: true, forSeconds, reason, actor });
    answer(options, settings, [describeThrottle(settings)]);
    return 0;
  },
};

export const resume: Command = {
  name: 'resume',
  description: 'Sends again after a pause.',
  options: (parser) =>
    parser.option('--reason <text>', 'kept with the change').option('--actor <name>', 'the user of this machine unless told'),
  async run(context, options) {
    const [reason, actor] = [reasonOf(options['reason'], 'resumed by hand'), actorOf(options['actor'])];
    const settings = await (await context.throttle()).set({ paused: false, reason, actor });
    const still = settings.killed ? ['Hosts are still stopped by the kill switch: pnpm migrate kill --release'] : [];
    answer(options, settings, [describeThrottle(settings), ...still]);
    return 0;
  },
};
