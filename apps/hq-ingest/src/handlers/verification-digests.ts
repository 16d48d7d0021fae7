import type { DigestsOutput } from '@hq-field/contracts';
import type { HandlerContext } from './handler-context.ts';

export async function digests(_context: HandlerContext, _input: unknown): Promise<DigestsOutput> {
  throw new Error('not yet');
}
