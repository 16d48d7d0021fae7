import type { CountsOutput } from '@hq-field/contracts';
import type { HandlerContext } from './handler-context.ts';

export async function counts(_context: HandlerContext, _input: unknown): Promise<CountsOutput> {
  throw new Error('not yet');
}
