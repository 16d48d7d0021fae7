import { type ApplyBatchInput, type ApplyBatchOutput, applyBatchOutput, type Entity, entityNames } from '@hq-field/contracts';
import { HqError } from './hq-error.ts';

/**
 * Believes no answer that does not account for every record: another batch's answer, a missing or surplus outcome, outcomes in
 * another order, or counts that do not add up count as a failed batch, which is sent again.
 */
export function checkedAnswer(input: ApplyBatchInput, answer: unknown): ApplyBatchOutput {
  const parsed = applyBatchOutput.safeParse(answer);
  if (!parsed.success) throw new HqError('answer_invalid', 'HQ answered a batch with something that is no answer of the contract');
  const output = parsed.data;
  if (output.batchId !== input.batchId) throw new HqError('answer_invalid', 'HQ answered for another batch');
  let records = 0;
  for (const entity of entityNames) {
    const sent = input.records[entity] ?? [];
    const answered = output.outcomes[entity] ?? [];
    records += sent.length;
    if (sent.length !== answered.length || !sent.every((record, index) => record.externalId === answered[index]?.externalId)) {
      throw new HqError(
        'answer_invalid',
        `HQ answered ${answered.length} of ${sent.length} records of ${entity satisfies Entity}, or in another order`,
      );
    }
  }
  const { applied, unchanged, stale, deferred, rejected } = output.counts;
  if (applied + unchanged + stale + deferred + rejected !== records)
    throw new HqError('answer_invalid', 'the counts of HQ do not add up to the batch');
  return output;
}
