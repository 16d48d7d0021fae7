import type { MoveAuthorityInput, MoveAuthorityOutput } from '@hq-field/contracts';
import { moveAuthority as make } from '../administration/move-authority.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.moveAuthority */
export function moveAuthority({ database }: HandlerContext, input: MoveAuthorityInput): Promise<MoveAuthorityOutput> {
  return make(database.read, input);
}
