import { z } from 'zod';
import { type Entity, entityNames } from '../entities/index.ts';
import { envelopes } from '../envelope.ts';
import { limits } from '../limits.ts';
import { list } from '../list.ts';
import { outcome, outcomes } from '../outcome.ts';
import { externalId } from '../text.ts';
import { words } from '../words.ts';

/** A group is described by its entity; an absent one is an empty one. */
function group<T extends z.ZodType>(entity: Entity, schema: T): T {
  words.add(schema, { meaning: `Records of entity ${entity}, number ${entityNames.indexOf(entity) + 1} in dependency order.` });
  return schema;
}

const entityGroups = {
  account: group('account', list(envelopes.account)),
  user: group('user', list(envelopes.user)),
  company: group('company', list(envelopes.company)),
  accountMember: group('accountMember', list(envelopes.accountMember)),
  project: group('project', list(envelopes.project)),
  projectCompany: group('projectCompany', list(envelopes.projectCompany)),
  projectMember: group('projectMember', list(envelopes.projectMember)),
};

export const applyBatchInput = z
  .strictObject({
    source: z.literal('field').register(words, { meaning: 'Name of the sending system.' }),
    batchId: z.guid().register(words, {
      meaning: 'Chosen by the caller; comes back in the answer, so that an answer to another batch is noticed.',
    }),
    records: countedFirst(
      z
        .strictObject(entityGroups)
        .partial()
        .refine((groups) => Object.values(groups).every((group) => group === undefined || hasDistinctKeys(group)), {
          message: 'an externalId stands more than once in its group',
        }),
    ).register(words, {
      meaning: 'The records, grouped by entity; an absent group is an empty one.',
      rules: [`At most ${limits.recordsPerBatch} records, all groups together.`, 'An externalId stands at most once in a group.'],
    }),
  })
  .register(words, {
    meaning:
      'Records of one source. HQ applies them in one transaction: upserts in dependency order, then tombstones in the opposite order.',
  });

/**
 * Groups of records, which are counted before any of them is judged: a small body may hold millions. What zod checks of an object it
 * checks behind its elements. To callers, and as JSON Schema, it is the schema that was given.
 */
function countedFirst<T extends z.ZodType>(groups: T): T {
  const counted = z.preprocess((value, context) => {
    if (countRecords(value) > limits.recordsPerBatch)
      context.addIssue({
        code: 'custom',
        message: `at most ${limits.recordsPerBatch} records in a batch`,
        params: { limit: 'recordsPerBatch' },
      });
    return value;
  }, groups);
  return counted as unknown as T;
}

function countRecords(groups: unknown): number {
  if (typeof groups !== 'object' || groups === null) return 0;
  return entityNames.reduce((sum, entity) => {
    const group: unknown = (groups as Partial<Record<Entity, unknown>>)[entity];
    return sum + (Array.isArray(group) ? group.length : 0);
  }, 0);
}

function hasDistinctKeys(group: readonly { externalId: string }[]): boolean {
  return new Set(group.map((record) => record.externalId)).size === group.length;
}

function outcomesOf(entity: Entity) {
  return z.array(outcome).register(words, { meaning: `Outcomes of the records of entity ${entity}, in the order of the request.` });
}

const tally = (meaning: string) => z.int().register(words, { meaning, unit: 'records' });

export const applyBatchOutput = z
  .object({
    batchId: z.guid().register(words, { meaning: 'batchId of the request.' }),
    outcomes: z
      .strictObject({
        account: outcomesOf('account'),
        user: outcomesOf('user'),
        company: outcomesOf('company'),
        accountMember: outcomesOf('accountMember'),
        project: outcomesOf('project'),
        projectCompany: outcomesOf('projectCompany'),
        projectMember: outcomesOf('projectMember'),
      })
      .partial()
      .register(words, { meaning: 'One outcome a record, in the order of each group of the request.' }),
    counts: z
      .object({
        applied: tally(outcomes.applied),
        unchanged: tally(outcomes.unchanged),
        stale: tally(outcomes.stale),
        deferred: tally(outcomes.deferred),
        rejected: tally(outcomes.rejected),
      })
      .register(words, { meaning: 'Outcomes counted; the five add up to the records of the request.' }),
    hqIds: z
      .array(
        z.object({
          entity: z.enum(['account', 'project']).register(words, { meaning: 'Kind of the record.' }),
          externalId: externalId().register(words, { meaning: "The record's externalId." }),
          hqId: z.guid().register(words, { meaning: "HQ's own id of the row." }),
        }),
      )
      .register(words, { meaning: "HQ's ids of the accounts and projects of this batch that HQ holds, whatever the outcome." }),
    load: z.number().register(words, {
      meaning: 'How busy HQ is; the load header says the same.',
      unit: "share of HQ's tolerance: 0 idle, 1 at the limit, more is beyond it",
    }),
  })
  .register(words, { meaning: 'What became of each record.' });

export type ApplyBatchInput = z.infer<typeof applyBatchInput>;
export type ApplyBatchOutput = z.infer<typeof applyBatchOutput>;
