import { uninstallCapture } from '@hq-field/field-adapter';
import { answer, type Command } from './command.ts';

export const uninstall: Command = {
  name: 'uninstall',
  description: 'Takes capture out of the Field database and leaves it as it was. Quarantine goes with it.',
  isPhase: true,
  async run(context, options) {
    await uninstallCapture(await context.field());
    answer(options, { installed: false }, ['Capture is gone. What Field changes from now on is not sent.']);
    return 0;
  },
};
