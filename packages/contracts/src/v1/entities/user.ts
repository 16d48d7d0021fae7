import { z } from 'zod';
import { email, externalId, text } from '../text.ts';

export const userStatuses = ['active', 'disabled', 'invited'] as const;

/**
 * One person, whatever number of logins they have in Field. externalId: guid of the person's canonical login (lowest id
 * among the living). Natural keys: oxygenUid, and the key of email.
 */
export const user = z.strictObject({
  /** Spelled as the person wrote it, compared by its key. Source: users.email of the person's newest login. */
  email: email(),
  /** Source: users.autodesk_login. */
  autodeskId: text(255).nullable(),
  /** The person's stable id across products, exact and case-sensitive. Source: users.oxygen_uid. */
  oxygenUid: text(255).nullable(),
  /** Source: users.first_name. */
  firstName: text(255).nullable(),
  /** Source: users.last_name. */
  lastName: text(255).nullable(),
  /** Source: users.telephone. */
  phone: text(255).nullable(),
  /** Source: users.job_title. */
  jobTitle: text(255).nullable(),
  /** Source: users.status; active when it is null and the person has ever logged in, else invited. */
  status: z.enum(userStatuses),
  /** externalIds of the other logins that this person unites: HQ's row of one of them goes over to this record. */
  formerly: z.array(externalId()).max(1000),
});

export type User = z.infer<typeof user>;
