import { retireCapture, uninstallCapture } from '@hq-field/field-adapter';
import { settleMadeByHq } from '../authority/settle-made.ts';
import { answer, type Command } from './command.ts';

export const uninstall: Command = {
  name: 'uninstall',
  description: 'Takes capture out of the Field database and leaves it as it was. Quarantine goes with it.',
  isPhase: true,
  options: (parser) =>
    parser.option('--retire', 'when HQ keeps the administration: end capture, and keep what HQ puts to Field and the fence'),
  async run(context, options) {
    const field = await context.field();
    await settleMadeByHq(context, field);
    if (options['retire'] === true) {
      await retireCapture(field);
      answer(options, { installed: false, retired: true }, [
        'Capture is retired. Nothing of Field is sent; Field takes what HQ creates as before.',
      ]);
      return 0;
    }
    await uninstallCapture(field);
    answer(options, { installed: false }, ['Capture is gone. What Field changes from now on is not sent.']);
    return 0;
  },
};
