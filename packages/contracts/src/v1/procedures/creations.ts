import { z } from 'zod';
import { entities } from '../entities/index.ts';
import { version } from '../envelope.ts';
import { outcome } from '../outcome.ts';
import { externalId } from '../text.ts';
import { words } from '../words.ts';

// Transitional: Field posts what its customers create as long as both systems are administered. A creation is one more way in which the
// same records arrive, with a version like all others: what the outbox sends of them before, meanwhile or later is `unchanged` or `stale`.

const key = externalId().register(words, { meaning: "Field's stable key of the record." });

type NewEntity = 'account' | 'user' | 'accountMember' | 'project' | 'projectMember';

function created<E extends NewEntity>(entity: E, meaning: string) {
  return z.strictObject({ externalId: key, data: entities[entity] }).register(words, { meaning });
}

const creation = {
  source: z.literal('field').register(words, { meaning: 'Name of the sending system.' }),
  idempotencyKey: z.guid().register(words, {
    meaning:
      'Chosen by the caller for one creation. HQ binds it to the first body that comes with it: the same key and body give the first answer, at once, hours later and concurrently.',
    rules: ['The same key with another body is refused with key_reused.'],
  }),
  version: version.clone().register(words, {
    meaning: 'Version of every record of the creation, from the sequence of captured changes, drawn before the records were read.',
  }),
};

/** An account that a customer has created in Field, with the person who did. */
export const createAccountInput = z
  .strictObject({
    ...creation,
    account: created('account', 'The account as Field holds it.'),
    creator: z
      .strictObject({
        user: created('user', 'The person.'),
        accountMember: created('accountMember', 'The person in the account.'),
      })
      .nullable()
      .register(words, { meaning: 'Who created it, as a user and a member of the account; null when Field knows no such person.' }),
  })
  .register(words, { meaning: 'An account that a customer has created in Field, with the person who did.' });

/** A project that a customer has created in Field, with the person who did. HQ holds the account, or defers the project. */
export const createProjectInput = z
  .strictObject({
    ...creation,
    project: created('project', 'The project as Field holds it.'),
    creator: z
      .strictObject({
        user: created('user', 'The person.'),
        accountMember: created('accountMember', "The person in the project's account."),
        projectMember: created('projectMember', 'The person on the project.'),
      })
      .nullable()
      .register(words, {
        meaning: 'Who created it, as a user and a member of account and project; null when Field knows no such person.',
      }),
  })
  .register(words, {
    meaning: 'A project that a customer has created in Field, with the person who did. HQ holds the account, or defers the project.',
  });

const answered = {
  idempotencyKey: z.guid().register(words, { meaning: 'Key of the request; an answer with another key is not believed.' }),
  hqId: z.guid().nullable().register(words, { meaning: "HQ's id of the account or project; null when HQ does not hold it." }),
};

const ofCreator = (who: string) =>
  outcome.nullable().register(words, { meaning: `What became of ${who}; null when the request has no creator.` });
const afresh = 'HQ keeps the answer when it holds every record. After one that is deferred or rejected the same request is tried afresh.';

/** What became of each record, as records.applyBatch says it. */
export const createAccountOutput = z
  .object({
    ...answered,
    outcomes: z
      .object({
        account: outcome,
        user: ofCreator('the person'),
        accountMember: ofCreator('the person in the account'),
      })
      .register(words, { meaning: `What became of each record. ${afresh}` }),
  })
  .register(words, { meaning: 'What became of each record of the creation.' });

/** The same of a project. */
export const createProjectOutput = z
  .object({
    ...answered,
    outcomes: z
      .object({
        project: outcome,
        user: ofCreator('the person'),
        accountMember: ofCreator('the person in the account'),
        projectMember: ofCreator('the person on the project'),
      })
      .register(words, { meaning: `What became of each record. ${afresh}` }),
  })
  .register(words, { meaning: 'What became of each record of the creation.' });

export type CreateAccountInput = z.infer<typeof createAccountInput>;
export type CreateAccountOutput = z.infer<typeof createAccountOutput>;
export type CreateProjectInput = z.infer<typeof createProjectInput>;
export type CreateProjectOutput = z.infer<typeof createProjectOutput>;
