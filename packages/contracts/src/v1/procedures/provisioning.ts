import { z } from 'zod';
import { entities } from '../entities/index.ts';
import { user } from '../entities/user.ts';
import { externalId, text } from '../text.ts';
import { words } from '../words.ts';

const put = {
  source: z.literal('hq').register(words, { meaning: 'Name of the sending system.' }),
  revision: z.int().min(1).register(words, {
    meaning:
      "Number from one sequence in HQ's database, drawn before HQ read the state it sends. Field keeps the highest of each record and answers `stale` to a lower one.",
  }),
};

/** A person as HQ knows them. Field takes the login with the same oxygenUid or e-mail key, and makes one when there is none. */
export const provisionedPerson = user.pick({
  email: true,
  autodeskId: true,
  oxygenUid: true,
  firstName: true,
  lastName: true,
  phone: true,
  jobTitle: true,
});

const knownToHq = { message: 'HQ names its own id of the record', path: ['hqId'] };

/** State of an account that HQ has created or changed. */
export const putAccountInput = z.strictObject({
  ...put,
  account: entities.account
    .refine(({ hqId }) => hqId !== null, knownToHq)
    .register(words, { meaning: "The account; its hqId is HQ's id and names it for Field." }),
  administrator: provisionedPerson
    .nullable()
    .register(words, { meaning: 'Its first administrator; null leaves the people of the account as they are.' }),
});

/** State of a project that HQ has created or changed. */
export const putProjectInput = z.strictObject({
  ...put,
  project: entities.project
    .refine(({ hqId }) => hqId !== null, knownToHq)
    .register(words, { meaning: "The project; its hqId is HQ's id and names it for Field, its account is Field's guid." }),
  administrator: provisionedPerson.nullable().register(words, {
    meaning: 'Its first administrator, who becomes a member of the account too; null leaves the people of the project as they are.',
  }),
});

/** What became of a put. */
export const provisioningOutcomes = {
  applied: 'Field holds this state now.',
  unchanged: 'Field held this state already.',
  stale: 'Field holds a newer revision; nothing was done.',
  deferred: 'Field lacks the account of the project; put the account, then this again.',
  rejected: 'Field refuses this state; code, field and message say why.',
} as const;

const held = {
  /** Field's guid of the account or project: its externalId from now on. */
  externalId: externalId(),
  /** Field's guid of the administrator's login; null when the put named nobody. */
  administrator: externalId().nullable(),
};
const reason = {
  /** Field of the request that it is about; null when it is about none. */
  field: text(255).nullable(),
  message: text(1000),
};

export const putOutput = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('applied'), ...held }),
  z.object({ outcome: z.literal('unchanged'), ...held }),
  z.object({ outcome: z.literal('stale'), ...held }),
  z.object({ outcome: z.literal('deferred'), code: z.enum(['parent_unknown']), ...reason }),
  z.object({
    outcome: z.literal('rejected'),
    code: z.enum(['name_taken', 'identity_conflict', 'hq_id_taken', 'value_refused']),
    ...reason,
    /** Field's guid of the record that is in the way; null when none is. */
    existingId: externalId().nullable(),
  }),
]);

export type PutAccountInput = z.infer<typeof putAccountInput>;
export type PutProjectInput = z.infer<typeof putProjectInput>;
export type PutOutput = z.infer<typeof putOutput>;
export type ProvisionedPerson = z.infer<typeof provisionedPerson>;
