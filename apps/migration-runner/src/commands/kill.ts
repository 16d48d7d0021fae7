import { describeThrottle } from '../throttle/describe-throttle.ts';
import { actorOf, reasonOf } from './arguments.ts';
import { answer, type Command } from './command.ts';

export const kill: Command = {
  name: 'kill',
  description: 'The kill switch: every host ends within a second, whatever it does, and none starts until it is released.',
  options: (parser) =>
    parser
      .option('--release', 'lets hosts start again')
      .option('--reason <text>', 'shown by every host that ends or does not start')
      .option('--actor <name>', 'the user of this machine unless told'),
  async run(context, options) {
    const killed = options['release'] !== true;
    const [reason, actor] = [reasonOf(options['reason'], killed ? 'killed by hand' : 'released by hand'), actorOf(options['actor'])];
    const settings = await (await context.throttle()).set({ killed, reason, actor });
    answer(options, settings, [describeThrottle(settings)]);
    return 0;
  },
};
