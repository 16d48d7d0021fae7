import type { RowsOutput } from '@hq-field/contracts';
import type { HandlerContext } from './handler-context.ts';

export async function rows(_context: HandlerContext, _input: unknown): Promise<RowsOutput> {
  throw new Error('not yet');
}
