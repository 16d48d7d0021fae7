import { advanceVersions, checkField, currentVersion } from '@hq-field/field-adapter';
import { answer, type Command } from './command.ts';

export const versions: Command = {
  name: 'versions',
  description: "Compares Field's sequence of versions with the highest that HQ holds.",
  options: (parser) => parser.option('--advance', 'move the sequence forward, after Field was restored from a backup'),
  async run(context, options) {
    const field = await context.field();
    await checkField(field, { capture: true });
    const { highestVersion } = await (await context.hq()).hello();
    if (options['advance'] === true) await advanceVersions(field, highestVersion);
    const drawn = await currentVersion(field);
    const behind = highestVersion > drawn;
    answer(options, { drawn, highestVersion, behind }, [
      `Field has drawn ${drawn}, HQ holds ${highestVersion}.`,
      ...(behind
        ? ['Field is behind: it was restored from a backup. Run this with --advance, then touch the accounts and verify all.']
        : []),
    ]);
    return behind ? 1 : 0;
  },
};
