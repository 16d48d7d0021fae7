import { z } from 'zod';
import { entities } from '../entities/index.ts';
import { version } from '../envelope.ts';
import { outcome } from '../outcome.ts';
import { externalId } from '../text.ts';

// Transitional: Field posts what its customers create as long as both systems are administered. A creation is one more way in which the
// same records arrive, with a version like all others: what the outbox sends of them before, meanwhile or later is `unchanged` or `stale`.

const newAccount = z.strictObject({ externalId: externalId(), data: entities.account });
const newProject = z.strictObject({ externalId: externalId(), data: entities.project });
const newUser = z.strictObject({ externalId: externalId(), data: entities.user });
const newAccountMember = z.strictObject({ externalId: externalId(), data: entities.accountMember });
const newProjectMember = z.strictObject({ externalId: externalId(), data: entities.projectMember });

const creation = {
  /** Name of the sending system, `field`. */
  source: z.literal('field'),
  /**
   * Chosen by the caller for one creation. HQ binds it to the first body that comes with it: the same key and body give the first
   * answer, at once, hours later and concurrently; the same key with another body is refused with key_reused.
   */
  idempotencyKey: z.guid(),
  /** Version of every record of the creation. Source: the sequence of Field's captured changes, drawn before the records were read. */
  version,
};

/** An account that a customer has created in Field, with the person who did. */
export const createAccountInput = z.strictObject({
  ...creation,
  /** The account as Field holds it. */
  account: newAccount,
  /** Who created it, as a user and a member of the account; null when Field knows no such person. */
  creator: z
    .strictObject({
      /** The person. */
      user: newUser,
      /** The person in the account. */
      accountMember: newAccountMember,
    })
    .nullable(),
});

/** A project that a customer has created in Field, with the person who did. HQ holds the account, or defers the project. */
export const createProjectInput = z.strictObject({
  ...creation,
  /** The project as Field holds it. */
  project: newProject,
  /** Who created it, as a user and a member of account and project; null when Field knows no such person. */
  creator: z
    .strictObject({
      /** The person. */
      user: newUser,
      /** The person in the project's account. */
      accountMember: newAccountMember,
      /** The person on the project. */
      projectMember: newProjectMember,
    })
    .nullable(),
});

const answered = {
  /** Key of the request; an answer with another key is not believed. */
  idempotencyKey: z.guid(),
  /** HQ's id of the account or project; null when HQ does not hold it. */
  hqId: z.guid().nullable(),
};

/**
 * What became of each record, as records.applyBatch says it. HQ keeps the answer when it holds every record. After one that is deferred
 * or rejected the same request is tried afresh.
 */
export const createAccountOutput = z.object({
  ...answered,
  outcomes: z.object({
    account: outcome,
    /** Null when the request has no creator, as the next. */
    user: outcome.nullable(),
    accountMember: outcome.nullable(),
  }),
});

/** The same of a project. */
export const createProjectOutput = z.object({
  ...answered,
  outcomes: z.object({
    project: outcome,
    /** Null when the request has no creator, as the next two. */
    user: outcome.nullable(),
    accountMember: outcome.nullable(),
    projectMember: outcome.nullable(),
  }),
});

export type CreateAccountInput = z.infer<typeof createAccountInput>;
export type CreateAccountOutput = z.infer<typeof createAccountOutput>;
export type CreateProjectInput = z.infer<typeof createProjectInput>;
export type CreateProjectOutput = z.infer<typeof createProjectOutput>;
