import { missingRights } from '@hq-field/field-adapter';
import type { Check } from '../check.ts';

export const fieldRights: Check = {
  name: "rights in Field's database",
  async run(context) {
    const missing = await missingRights(await context.field());
    if (missing.length === 0) return { ok: true, message: 'the role may do what it needs' };
    return {
      ok: false,
      message: lackingRights(missing),
      figures: { missing },
    };
  },
};

export function lackingRights(missing: readonly string[]): string {
  return `the role lacks ${missing.join('; ')}: pnpm migrate preflight --roles prints what to grant`;
}
