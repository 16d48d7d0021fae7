import type { RangeDigestsInput, RangeDigestsOutput } from '@hq-field/contracts';
import { readRangeSums } from '../extracts/read-range-sums.ts';
import type { HandlerContext } from './handler-context.ts';

/** verification.rangeDigests */
export function rangeDigests({ database }: HandlerContext, input: RangeDigestsInput): Promise<RangeDigestsOutput> {
  return readRangeSums(database.verify, input);
}
