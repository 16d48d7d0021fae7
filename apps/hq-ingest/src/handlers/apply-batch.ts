import type { ApplyBatchInput, ApplyBatchOutput } from '@hq-field/contracts';
import { applyBatch as apply } from '../apply/apply-batch.ts';
import type { HandlerContext } from './handler-context.ts';

/** records.applyBatch */
export async function applyBatch({ database, load, metrics }: HandlerContext, input: ApplyBatchInput): Promise<ApplyBatchOutput> {
  const begun = performance.now();
  const applied = await apply(database.apply, input.records);
  metrics.batch(applied, (performance.now() - begun) / 1000);
  return { batchId: input.batchId, ...applied, load: load.share() };
}
