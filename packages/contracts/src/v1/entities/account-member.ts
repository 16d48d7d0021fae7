import { z } from 'zod';
import { externalId } from '../text.ts';

export const accountRoles = ['account_admin', 'account_user'] as const;
export const accountMemberStatuses = ['active', 'inactive', 'pending'] as const;

/** A person in an account. externalId: `<account>:<person>`. Natural key: (account, user). */
export const accountMember = z.strictObject({
  /** externalId of the account. Source: account_users.account_id, or the account of a project the person is on. */
  account: externalId(),
  /** externalId of the user. Source: account_users.user_id or contacts.user_id, by person. */
  user: externalId(),
  /** Source: account_users.role; the strongest of duplicates. */
  role: z.enum(accountRoles),
  /** Source: account_users.status; the strongest of duplicates. */
  status: z.enum(accountMemberStatuses),
  /** externalId of the person's company in this account. Source: account_users.company_id, by canonical company. */
  company: externalId().nullable(),
});

export type AccountMember = z.infer<typeof accountMember>;
