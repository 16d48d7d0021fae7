import { UsageError } from '../config.ts';
import { CronError } from '../throttle/cron.ts';
import { checkQuietHours, quietUntil } from '../throttle/quiet-hours.ts';
import type { QuietHours } from '../throttle/throttle-settings.ts';
import { actorOf, duration, optionalText, reasonOf } from './arguments.ts';
import { answer, type Command, type CommandOptions } from './command.ts';

export const quiet: Command = {
  name: 'quiet',
  json: 'an array of JSON objects',
  description: 'Quiet hours, in which nothing is sent: list, add --from "0 8 * * 1-5" --lasting 10h --zone Europe/Berlin, or remove ID.',
  options: (parser) =>
    parser
      .argument('[what]', 'list, add or remove')
      .argument('[id]', 'which are removed')
      .option('--from <cron>', 'when they begin: minute hour day month weekday')
      .option('--lasting <time>', 'how long: 30m, 10h')
      .option('--zone <name>', 'IANA time zone in which they begin')
      .option('--reason <text>', 'shown while they last')
      .option('--actor <name>', 'the user of this machine unless told'),
  words: {
    list: { options: [] },
    add: { options: ['from', 'lasting', 'zone', 'reason', 'actor'] },
    remove: { options: [], more: 1 },
  },
  async run(context, options) {
    const [what = 'list', id] = options.words;
    const hours = what === 'add' ? hoursOf(options) : null;
    const removed = what === 'remove' ? numberOf(id) : null;
    const store = await context.throttle();
    if (hours !== null) await store.quiet(hours);
    if (removed !== null && !(await store.removeQuiet(removed)))
      throw new UsageError(`There are no quiet hours ${removed}. pnpm migrate quiet shows their numbers.`);
    const { quietHours, now } = await store.view();
    const list = quietHours.map((hours) => ({ ...hours, until: quietUntil(hours, now)?.toString() ?? null }));
    answer(
      options,
      list,
      list.length === 0
        ? ['There are no quiet hours.']
        : list.map(
            (one) =>
              `${one.id}  ${one.cron} for ${one.minutes} minutes, ${one.timeZone}: ${one.reason} (${one.actor})${one.until === null ? '' : `; now, until ${one.until}`}`,
          ),
    );
    return 0;
  },
};

function numberOf(id: string | undefined): number {
  if (id !== undefined && /^[1-9]\d{0,8}$/u.test(id)) return Number(id);
  throw new UsageError('Say which: quiet remove ID. pnpm migrate quiet shows their numbers.');
}

function hoursOf(options: CommandOptions): Omit<QuietHours, 'id'> {
  const [cron, seconds, timeZone] = [optionalText(options['from']), duration(options['lasting'], 'lasting'), optionalText(options['zone'])];
  if (cron === undefined || seconds === undefined || timeZone === undefined)
    throw new UsageError('Say when and where: quiet add --from "0 8 * * 1-5" --lasting 10h --zone Europe/Berlin');
  const hours = { cron, minutes: Math.ceil(seconds / 60), timeZone };
  try {
    checkQuietHours(hours);
  } catch (error) {
    throw error instanceof CronError ? new UsageError(error.message) : error;
  }
  return { ...hours, reason: reasonOf(options['reason'], 'quiet hours'), actor: actorOf(options['actor']) };
}
