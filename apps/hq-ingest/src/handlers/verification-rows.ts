import type { RowsInput, RowsOutput } from '@hq-field/contracts';
import { readRows } from '../extracts/read-rows.ts';
import type { HandlerContext } from './handler-context.ts';

/** verification.rows */
export function rows({ database }: HandlerContext, input: RowsInput): Promise<RowsOutput> {
  return readRows(database.verify, input);
}
