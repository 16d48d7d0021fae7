import { checkField, listQuarantine, quarantineByReason, releaseQuarantine } from '@hq-field/field-adapter';
import { UsageError } from '../config.ts';
import { optionalText, wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

export const quarantine: Command = {
  name: 'quarantine',
  description: 'list: records that were put aside and why. release: try them again.',
  options: (parser) =>
    parser
      .argument('<what>', 'list or release')
      .option('--code <code>', 'of this reason')
      .option('--entity <entity>', 'of this entity')
      .option('--account <guid>', 'of this account')
      .option('--record <externalId>', 'this record')
      .option('--limit <n>', 'how many to list (100)'),
  async run(context, options) {
    const [what] = options.words;
    if (what !== 'list' && what !== 'release') throw new UsageError(`Expected list or release, got \`${what ?? ''}\`.`);
    const field = await context.field();
    await checkField(field, { capture: true });
    const filter = {
      code: optionalText(options['code']),
      entity: optionalText(options['entity']),
      account: optionalText(options['account']),
      externalId: optionalText(options['record']),
    };
    if (what === 'release') {
      const released = await releaseQuarantine(field, filter);
      answer(options, { released }, [`${released} records are tried again by the next work.`]);
      return 0;
    }
    const reasons = await quarantineByReason(field);
    const entries = await listQuarantine(field, { ...filter, limit: wholeNumber(options['limit'], 'limit', 1) });
    answer(options, { reasons, entries }, [
      ...reasons.map((line) => `${String(line.records).padStart(7)} ${line.code} (${line.entity})`),
      '',
      ...entries.map(
        (entry) =>
          `${entry.entity} ${entry.externalId}: ${entry.code}${entry.field === null ? '' : ` in ${entry.field}`}: ${entry.message}`,
      ),
    ]);
    return 0;
  },
};
