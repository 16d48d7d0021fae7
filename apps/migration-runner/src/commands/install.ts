import { checkSessions } from '@hq-field/field-adapter';
import { installForRun } from '../accounts/install-for-run.ts';
import { answer, type Command } from './command.ts';

export const install: Command = {
  name: 'install',
  description: 'Adds the schema outbound and capture triggers to the Field database. May be repeated.',
  isPhase: true,
  async run(context, options) {
    const field = await context.field();
    await checkSessions(field);
    await installForRun(field, await context.accounts(), (step) => process.stderr.write(`${step}\n`));
    answer(options, { installed: true }, ['Capture is installed. Next: pnpm migrate enqueue --smoke 5, or --all']);
    return 0;
  },
};
