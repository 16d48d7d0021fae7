import type { ChangeMemberInput, ChangeMemberOutput } from '@hq-field/contracts';
import { changeMember as make } from '../administration/change-member.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.changeMember */
export function changeMember({ database }: HandlerContext, input: ChangeMemberInput): Promise<ChangeMemberOutput> {
  return make(database.read, input);
}
