import { advanceVersions, checkField, currentVersion } from '@hq-field/field-adapter';
import { behindBecause } from '../worker/loops/guard-versions.ts';
import { answer, type Command } from './command.ts';

export const versions: Command = {
  name: 'versions',
  description: "Compares Field's sequence of versions with the highest that HQ holds.",
  options: (parser) =>
    parser.option(
      '--advance',
      'after Field was restored from a backup, or capture was uninstalled and installed again: moves the sequence forward, and sends everything once more',
    ),
  async run(context, options) {
    const field = await context.field();
    await checkField(field, { capture: true });
    const { highestVersion } = await (await context.hq()).hello();
    const isWished = options['advance'] === true;
    // Wanted first: killed between the two, the runner still refuses to send.
    const accounts = await context.accounts();
    const again = isWished ? await accounts.wantAgain() : 0;
    if (isWished) await advanceVersions(field, await accounts.drawVersionBase(Math.max(highestVersion, await currentVersion(field))));
    const drawn = await currentVersion(field);
    const behind = highestVersion > drawn;
    answer(options, { drawn, highestVersion, behind, again }, [
      `Field has drawn ${drawn}, HQ holds ${highestVersion}.`,
      ...(behind ? [`Field is behind: ${behindBecause}.`] : []),
      ...(isWished ? [`${again} accounts are sent once more. Next: pnpm migrate work, then pnpm migrate verify.`] : []),
    ]);
    return behind ? 1 : 0;
  },
};
