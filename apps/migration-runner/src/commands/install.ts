import { installForRun } from '../accounts/install-for-run.ts';
import { answer, type Command } from './command.ts';

export const install: Command = {
  name: 'install',
  description: 'Adds the schema outbound and capture triggers to the Field database. May be repeated.',
  isPhase: true,
  async run(context, options) {
    await installForRun(await context.field(), await context.accounts(), (step) => process.stderr.write(`${step}\n`));
    answer(options, { installed: true }, ['Capture is installed. Next: pnpm migrate enqueue --smoke 5, or --all']);
    return 0;
  },
};
