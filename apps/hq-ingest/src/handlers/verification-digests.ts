import type { DigestsOutput, VerificationScope } from '@hq-field/contracts';
import { readSums } from '../extracts/read-sums.ts';
import type { HandlerContext } from './handler-context.ts';

/** verification.digests */
export async function digests({ database }: HandlerContext, input: VerificationScope): Promise<DigestsOutput> {
  const sums = await readSums(database.verify, input, true);
  return { digests: sums.map(({ account, entity, records, digest }) => ({ account, entity, records, digest })) };
}
