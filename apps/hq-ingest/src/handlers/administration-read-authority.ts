import type { ReadAuthorityInput, ReadAuthorityOutput } from '@hq-field/contracts';
import { readAuthorities as read } from '../administration/read-authorities.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.readAuthority */
export function readAuthority({ database }: HandlerContext, input: ReadAuthorityInput): Promise<ReadAuthorityOutput> {
  return read(database.read, input);
}
