import type { ChangeAccountInput, ChangeAccountOutput } from '@hq-field/contracts';
import { changeAccount as make } from '../administration/change-account.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.changeAccount */
export function changeAccount({ database }: HandlerContext, input: ChangeAccountInput): Promise<ChangeAccountOutput> {
  return make(database.read, input);
}
