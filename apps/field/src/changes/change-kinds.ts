import { accountChanges } from './account-changes.ts';
import type { ChangeKind } from './change-kind.ts';
import { commitOrderChanges } from './commit-order-changes.ts';
import { companyChanges } from './company-changes.ts';
import { contactChanges } from './contact-changes.ts';
import { emailChanges } from './email-changes.ts';
import { loginChanges } from './login-changes.ts';
import { membershipChanges } from './membership-changes.ts';
import { projectChanges } from './project-changes.ts';
import { projectNameChanges } from './project-name-changes.ts';
import type { Random } from '../generator/random.ts';

/** Everything that the change stream does. A kind that is not listed here does not happen. */
export const changeKinds: Readonly<Record<string, ChangeKind>> = {
  ...loginChanges,
  ...emailChanges,
  ...membershipChanges,
  ...companyChanges,
  ...projectChanges,
  ...projectNameChanges,
  ...contactChanges,
  ...accountChanges,
  ...commitOrderChanges,
};

const entries = Object.entries(changeKinds);

/** A kind by weight; without slow ones where enough of them are under way. */
export function pickKind(random: Random, withSlow: boolean): [id: string, kind: ChangeKind] {
  const allowed = withSlow ? entries : entries.filter(([, kind]) => kind.slow !== true);
  let point = random.next() * allowed.reduce((sum, [, kind]) => sum + kind.weight, 0);
  for (const entry of allowed) {
    point -= entry[1].weight;
    if (point < 0) return entry;
  }
  return allowed[0] as [string, ChangeKind];
}
