import { z } from 'zod';
import { envelopes } from '../envelope.ts';
import { limits } from '../limits.ts';
import { outcome } from '../outcome.ts';
import { externalId } from '../text.ts';

const entityGroups = {
  account: z.array(envelopes.account),
  user: z.array(envelopes.user),
  company: z.array(envelopes.company),
  accountMember: z.array(envelopes.accountMember),
  project: z.array(envelopes.project),
  projectCompany: z.array(envelopes.projectCompany),
  projectMember: z.array(envelopes.projectMember),
};

/**
 * Records of one source, grouped by entity; an absent group is an empty one. An externalId stands at most once in a group.
 * HQ applies the batch in one transaction: upserts in dependency order, then tombstones in the opposite order.
 */
export const applyBatchInput = z.strictObject({
  /** Name of the sending system, `field`. */
  source: z.literal('field'),
  /** Chosen by the caller; comes back in the answer, so that an answer to another batch is noticed. */
  batchId: z.guid(),
  records: z
    .strictObject(entityGroups)
    .partial()
    .refine((groups) => Object.values(groups).reduce((sum, group) => sum + (group?.length ?? 0), 0) <= limits.recordsPerBatch, {
      message: `at most ${limits.recordsPerBatch} records in a batch`,
      params: { limit: 'recordsPerBatch' },
    })
    .refine((groups) => Object.values(groups).every((group) => group === undefined || hasDistinctKeys(group)), {
      message: 'an externalId stands more than once in its group',
    }),
});

function hasDistinctKeys(group: readonly { externalId: string }[]): boolean {
  return new Set(group.map((record) => record.externalId)).size === group.length;
}

const outcomeGroup = z.array(outcome);

/** One outcome a record, in the order of each group of the request. */
export const applyBatchOutput = z.object({
  batchId: z.guid(),
  outcomes: z
    .strictObject({
      account: outcomeGroup,
      user: outcomeGroup,
      company: outcomeGroup,
      accountMember: outcomeGroup,
      project: outcomeGroup,
      projectCompany: outcomeGroup,
      projectMember: outcomeGroup,
    })
    .partial(),
  /** Outcomes counted; the five add up to the records of the request. */
  counts: z.object({
    applied: z.int(),
    unchanged: z.int(),
    stale: z.int(),
    deferred: z.int(),
    rejected: z.int(),
  }),
  /** HQ's ids of the accounts and projects of this batch that HQ holds, whatever the outcome. */
  hqIds: z.array(z.object({ entity: z.enum(['account', 'project']), externalId: externalId(), hqId: z.guid() })),
  /** Share of HQ's tolerance in use; the load header says the same. */
  load: z.number(),
});

export type ApplyBatchInput = z.infer<typeof applyBatchInput>;
export type ApplyBatchOutput = z.infer<typeof applyBatchOutput>;
