import type { CreateAccountInput, CreateAccountOutput } from '@hq-field/contracts';
import { create } from '../creations/create.ts';
import type { HandlerContext } from './handler-context.ts';

/** creations.createAccount */
export function createAccount({ database }: HandlerContext, input: CreateAccountInput): Promise<CreateAccountOutput> {
  return create(database.apply, input);
}
