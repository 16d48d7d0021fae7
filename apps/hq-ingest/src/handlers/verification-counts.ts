import type { CountsOutput, VerificationScope } from '@hq-field/contracts';
import { readSums } from '../extracts/read-sums.ts';
import type { HandlerContext } from './handler-context.ts';

/** verification.counts */
export async function counts({ database }: HandlerContext, input: VerificationScope): Promise<CountsOutput> {
  const sums = await readSums(database.verify, input, false);
  return { counts: sums.map(({ account, entity, records }) => ({ account, entity, records })) };
}
