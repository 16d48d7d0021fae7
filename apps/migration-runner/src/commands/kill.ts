import { describeThrottle } from '../throttle/describe-throttle.ts';
import { actorOf, optionalText } from './arguments.ts';
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
    const settings = await (await context.throttle()).set({
      killed,
      reason: optionalText(options['reason']) ?? (killed ? 'killed by hand' : 'released by hand'),
      actor: actorOf(options['actor']),
    });
    answer(options, settings, [describeThrottle(settings)]);
    return 0;
  },
};
