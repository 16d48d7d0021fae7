import { contractVersion } from '@hq-field/contracts';
import { HqError } from '@hq-field/field-adapter';
import type { Check } from '../check.ts';

export const hq: Check = {
  name: 'HQ',
  async run(context) {
    try {
      const hello = await (await context.hq()).hello();
      const until = hello.sunset == null ? '' : `, served until ${hello.sunset}: move to the next major before`;
      return { ok: true, message: `contract ${hello.contractVersion}, ours is ${contractVersion}${until}` };
    } catch (error) {
      if (!(error instanceof HqError)) throw error;
      const remedy =
        error.code === 'token_invalid' ? ': HQ_PUBLIC_KEYS_FILE of HQ must hold the public key of RUNNER_SIGNING_KEY_FILE' : '';
      return { ok: false, message: `${error.message}${remedy}` };
    }
  },
};
