import { captureStatus } from '@hq-field/field-adapter';
import type { Check } from '../check.ts';

export const versions: Check = {
  name: 'versions',
  async run(context) {
    const { installed, lastVersion } = await captureStatus(await context.field());
    const hello = await (await context.hq()).hello().catch(() => null);
    if (hello === null) return { ok: false, message: 'cannot be compared without HQ: start it, or correct HQ_URL' };
    if (!installed && hello.highestVersion === 0) return { ok: true, message: 'capture is not installed yet, and HQ holds no version' };
    const ok = hello.highestVersion <= lastVersion;
    return {
      ok,
      message: ok
        ? `Field has drawn ${lastVersion}, HQ holds ${hello.highestVersion}`
        : `HQ holds ${hello.highestVersion}, Field has drawn ${lastVersion}: run pnpm migrate versions --advance after install`,
    };
  },
};
