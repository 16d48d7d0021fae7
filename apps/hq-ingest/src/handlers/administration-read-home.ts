import type { ReadHomeInput, ReadHomeOutput } from '@hq-field/contracts';
import { readHome as read } from '../administration/read-home.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.readHome */
export function readHome({ database }: HandlerContext, input: ReadHomeInput): Promise<ReadHomeOutput> {
  return read(database.read, input);
}
