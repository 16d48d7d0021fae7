import { z } from 'zod';
import { externalId } from '../text.ts';
import { words } from '../words.ts';

export const accountRoles = ['account_admin', 'account_user'] as const;
export const accountMemberStatuses = ['active', 'inactive', 'pending'] as const;

export const accountMember = z
  .strictObject({
    account: externalId().register(words, {
      meaning: 'externalId of the account.',
      source: 'account_users.account_id, or the account of a project that the person is on',
    }),
    user: externalId().register(words, {
      meaning: 'externalId of the user.',
      source: 'account_users.user_id or contacts.user_id, by person',
    }),
    role: z.enum(accountRoles).register(words, {
      meaning: 'What the person may do in the account. A person who is only on a project is account_user.',
      source: 'account_users.role; the strongest of duplicates',
    }),
    status: z.enum(accountMemberStatuses).register(words, {
      meaning: 'Whether the membership is in use.',
      source: 'account_users.status; the strongest of duplicates',
    }),
    company: externalId().nullable().register(words, {
      meaning: "externalId of the person's company in this account.",
      source: 'account_users.company_id, by canonical company',
    }),
  })
  .register(words, { meaning: 'A person in an account.' });

export type AccountMember = z.infer<typeof accountMember>;
