import { z } from 'zod';
import { type Entity, entityNames } from '../entities/index.ts';
import { envelopes } from '../envelope.ts';
import { limits } from '../limits.ts';
import { outcome, outcomes } from '../outcome.ts';
import { externalId } from '../text.ts';
import { words } from '../words.ts';

/** A group is described by its entity; an absent one is an empty one. */
function group<T extends z.ZodType>(entity: Entity, schema: T): T {
  words.add(schema, { meaning: `Records of entity ${entity}, number ${entityNames.indexOf(entity) + 1} in dependency order.` });
  return schema;
}

const entityGroups = {
  account: group('account', z.array(envelopes.account)),
  user: group('user', z.array(envelopes.user)),
  company: group('company', z.array(envelopes.company)),
  accountMember: group('accountMember', z.array(envelopes.accountMember)),
  project: group('project', z.array(envelopes.project)),
  projectCompany: group('projectCompany', z.array(envelopes.projectCompany)),
  projectMember: group('projectMember', z.array(envelopes.projectMember)),
};

export const applyBatchInput = z
  .strictObject({
    source: z.literal('field').register(words, { meaning: 'Name of the sending system.' }),
    batchId: z.guid().register(words, {
      meaning: 'Chosen by the caller; comes back in the answer, so that an answer to another batch is noticed.',
    }),
    records: z
      .strictObject(entityGroups)
      .partial()
      .refine((groups) => Object.values(groups).reduce((sum, group) => sum + (group?.length ?? 0), 0) <= limits.recordsPerBatch, {
        message: `at most ${limits.recordsPerBatch} records in a batch`,
        params: { limit: 'recordsPerBatch' },
      })
      .refine((groups) => Object.values(groups).every((group) => group === undefined || hasDistinctKeys(group)), {
        message: 'an externalId stands more than once in its group',
      })
      .register(words, {
        meaning: 'The records, grouped by entity; an absent group is an empty one.',
        rules: [`At most ${limits.recordsPerBatch} records, all groups together.`, 'An externalId stands at most once in a group.'],
      }),
  })
  .register(words, {
    meaning:
      'Records of one source. HQ applies them in one transaction: upserts in dependency order, then tombstones in the opposite order.',
  });

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
