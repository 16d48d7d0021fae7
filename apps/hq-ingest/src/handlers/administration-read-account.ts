import type { ReadAccountInput, ReadAccountOutput } from '@hq-field/contracts';
import { readAccount as read } from '../administration/read-account.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.readAccount */
export function readAccount({ database }: HandlerContext, input: ReadAccountInput): Promise<ReadAccountOutput> {
  return read(database.read, input);
}
