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

const { email, autodeskId, oxygenUid, firstName, lastName, phone, jobTitle } = user.shape;

/** A person as HQ knows them. */
export const provisionedPerson = z.strictObject({ email, autodeskId, oxygenUid, firstName, lastName, phone, jobTitle }).register(words, {
  meaning: 'A person as HQ knows them. Field takes the login with the same oxygenUid or e-mail key, and makes one when there is none.',
});

const knownToHq = { message: 'HQ names its own id of the record', path: ['hqId'] };

/** State of an account that HQ has created or changed. */
export const putAccountInput = z
  .strictObject({
    ...put,
    account: entities.account
      .refine(({ hqId }) => hqId !== null, knownToHq)
      .register(words, { meaning: "The account; its hqId is HQ's id and names it for Field." }),
    administrator: provisionedPerson
      .nullable()
      .register(words, { meaning: 'Its first administrator; null leaves the people of the account as they are.' }),
  })
  .register(words, { meaning: 'State of an account that HQ has created or changed.' });

/** State of a project that HQ has created or changed. */
export const putProjectInput = z
  .strictObject({
    ...put,
    project: entities.project
      .refine(({ hqId }) => hqId !== null, knownToHq)
      .register(words, { meaning: "The project; its hqId is HQ's id and names it for Field, its account is Field's guid." }),
    administrator: provisionedPerson.nullable().register(words, {
      meaning: 'Its first administrator, who becomes a member of the account too; null leaves the people of the project as they are.',
    }),
  })
  .register(words, { meaning: 'State of a project that HQ has created or changed. Field holds its account, or defers it.' });

/** An account or project that HQ has taken out. */
export const removeInput = z
  .strictObject({
    ...put,
    entity: z.enum(['account', 'project']).register(words, { meaning: 'What HQ has taken out.' }),
    hqId: z.guid().register(words, { meaning: "HQ's id, which named it when it was put." }),
    externalId: externalId()
      .nullable()
      .register(words, { meaning: "Field's guid; null when Field had not acknowledged it, and then hqId alone names it." }),
  })
  .register(words, {
    meaning:
      'An account or project that HQ has taken out. With an account go its projects, and the logins of people who are nowhere else; while HQ keeps another account all logins stay, because Field does not know who is in that one.',
  });

export const removeOutput = z
  .object({
    outcome: z.enum(['removed', 'unchanged']).register(words, {
      meaning: 'removed: Field had it, and it is gone. unchanged: Field did not have it.',
    }),
    externalId: externalId().nullable().register(words, { meaning: "Field's guid of what it has had; null when it never had it." }),
  })
  .register(words, { meaning: 'What became of a removal. A put of the same record that comes late is stale from now on.' });

/** What became of a put. */
export const provisioningOutcomes = {
  applied: 'Field holds this state now.',
  unchanged: 'Field held this state already.',
  stale: 'Field holds a newer revision; nothing was done.',
  deferred: 'Field lacks the account of the project; put the account, then this again.',
  rejected: 'Field refuses this state; code, field and message say why.',
} as const;

const held = {
  externalId: externalId().register(words, { meaning: "Field's guid of the account or project: its externalId from now on." }),
  administrator: externalId().nullable().register(words, {
    meaning: "Field's guid of the administrator's login; null when the put named nobody.",
  }),
};
const reason = {
  field: text(255).nullable().register(words, { meaning: 'Field of the request that it is about; null when it is about none.' }),
  message: text(1000).register(words, { meaning: 'What is wrong and what to do, for people. Programs look at code.' }),
};

type ProvisioningOutcome = keyof typeof provisioningOutcomes;

function branch<N extends ProvisioningOutcome, Shape extends z.ZodRawShape>(name: N, shape: Shape) {
  const meaning = provisioningOutcomes[name];
  const outcome = z.literal(name);
  words.add(outcome, { meaning });
  return z.object({ outcome, ...shape }).register(words, { meaning });
}

export const putOutput = z
  .discriminatedUnion('outcome', [
    branch('applied', held),
    branch('unchanged', held),
    branch('stale', held),
    branch('deferred', { code: z.enum(['parent_unknown']).register(words, { meaning: 'Why Field waits.' }), ...reason }),
    branch('rejected', {
      code: z.enum(['name_taken', 'identity_conflict', 'hq_id_taken', 'value_refused']).register(words, {
        meaning:
          'Why Field refuses: a living project of the account has the name, the e-mail stands with another oxygenUid, the row belongs to another record of HQ, or the database refused a value.',
      }),
      ...reason,
      existingId: externalId().nullable().register(words, {
        meaning: "Field's guid of the record that is in the way; null when none is.",
      }),
    }),
  ])
  .register(words, { meaning: 'What became of a put.' });

export type PutAccountInput = z.infer<typeof putAccountInput>;
export type PutProjectInput = z.infer<typeof putProjectInput>;
export type PutOutput = z.infer<typeof putOutput>;
export type RemoveInput = z.infer<typeof removeInput>;
export type RemoveOutput = z.infer<typeof removeOutput>;
export type ProvisionedPerson = z.infer<typeof provisionedPerson>;
