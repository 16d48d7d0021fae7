import { z } from 'zod';
import { list } from '../list.ts';
import { email, externalId, text } from '../text.ts';
import { words } from '../words.ts';

export const userStatuses = ['active', 'disabled', 'invited'] as const;

export const user = z
  .strictObject({
    email: email().register(words, {
      meaning: 'E-mail address, spelled as the person wrote it, compared by its key.',
      source: "users.email of the person's newest login",
      rules: ['Exactly one @ with text on both sides, no white space.'],
    }),
    autodeskId: text(255).nullable().register(words, { meaning: "The person's sign-in name.", source: 'users.autodesk_login' }),
    oxygenUid: text(255).nullable().register(words, {
      meaning: "The person's stable id across products, exact and case-sensitive.",
      source: 'users.oxygen_uid',
    }),
    firstName: text(255).nullable().register(words, { meaning: 'First name.', source: 'users.first_name' }),
    lastName: text(255).nullable().register(words, { meaning: 'Last name.', source: 'users.last_name' }),
    phone: text(255).nullable().register(words, { meaning: 'Telephone number, as written.', source: 'users.telephone' }),
    jobTitle: text(255).nullable().register(words, { meaning: 'Job title, as written.', source: 'users.job_title' }),
    status: z.enum(userStatuses).register(words, {
      meaning: 'Whether the person may sign in. Where Field says nothing: active when the person has ever logged in, else invited.',
      source: 'users.status, users.last_login_at',
    }),
    formerly: list(externalId(), 1000).register(words, {
      meaning: "externalIds of the other logins that this person unites: HQ's row of one of them goes over to this record.",
      source: 'users.guid of the other logins that are this person, or were when they were deleted',
    }),
  })
  .register(words, { meaning: 'One person, whatever number of logins they have in Field.' });

export type User = z.infer<typeof user>;
