import { captureStatus, checkSessions } from '@hq-field/field-adapter';
import { areVersionsBehind, installForRun } from '../accounts/install-for-run.ts';
import { answer, type Command } from './command.ts';

export const install: Command = {
  name: 'install',
  description: 'Adds the schema outbound and capture triggers to the Field database. May be repeated.',
  isPhase: true,
  async run(context, options) {
    const field = await context.field();
    await checkSessions(field);
    const accounts = await context.accounts();
    await installForRun(field, accounts, (step) => process.stderr.write(`${step}\n`));
    const versionsBehind = await areVersionsBehind(await captureStatus(field), accounts);
    const next = versionsBehind
      ? "What was copied before is sent once more, and Field's versions are behind what HQ holds of it. Next: pnpm migrate versions --advance, then pnpm migrate work"
      : 'Next: pnpm migrate enqueue --smoke 5, or --all';
    answer(options, { installed: true, versionsBehind }, [`Capture is installed. ${next}`]);
    return 0;
  },
};
